"""The conclusion in words (clause 14): sentences drafted from figures, in Kazakh and Russian.

Both languages stand side by side in one function, so that who changes one sees the other. What is
zero or cannot be computed has words of its own. The caller is told which figures were told.
"""

from collections.abc import Callable
from typing import Final

from monitoring.figures.counting import Cells
from monitoring.wording import joint, terms, work
from monitoring.wording.telling import Names, Said, Telling
from regulations.quarters import Quarter

#: In the order of the text.
SENTENCES: Final[tuple[Callable[[Telling], Said], ...]] = (
    *work.SENTENCES,
    *terms.SENTENCES,
    *joint.SENTENCES,
)


def sentences(cells: Cells, quarter: Quarter, names: Names) -> list[Said]:
    """The sentences that these figures give."""
    return [write(Telling(cells, quarter, names)) for write in SENTENCES]
