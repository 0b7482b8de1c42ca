"""What a conclusion says in Kazakh and in Russian, to the letter (R22).

The texts lie in `golden/`. Where a change of wording is meant, run with GOLDEN=write and review the
difference; a file written so is read with the next run.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest

from agencies.models import Agency
from monitoring.models import Conclusion
from monitoring.snapshot import read
from monitoring.wording.annex import Language
from monitoring.wording.document import document
from tests.monitoring import papers
from tests.monitoring.plain_text import GOLDEN, as_text

pytestmark = pytest.mark.clause("14 para 1")

LANGUAGES: tuple[Language, ...] = ("kk", "ru")
STORIES: dict[str, Callable[[], dict[str, Any]]] = {
    "conclusion": papers.conclusion,
    "empty_quarter": papers.empty_quarter,
    "correction": papers.correction,
}


def compare(name: str, said: dict[str, Any], language: Language) -> None:
    path, text = GOLDEN / f"{name}.{language}.txt", as_text(document(said, language))
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_r22_the_text_is_the_one_that_was_reviewed(name: str, language: Language) -> None:
    compare(name, STORIES[name](), language)


@pytest.fixture
def named_school(agency: Agency) -> None:
    """The school of the story under a name that no counter changes."""
    agency.name_kk, agency.name_ru = "№ 2 мектеп", "Школа № 2"
    agency.save()


@pytest.mark.usefixtures("named_school")
@pytest.mark.parametrize("language", LANGUAGES)
def test_r22_so_is_that_of_a_quarter_that_was_really_worked(
    signed: Conclusion, language: Language
) -> None:
    compare("worked_quarter", read(signed), language)


def test_r22_what_is_made_by_hand_has_the_parts_of_what_is_written_down(
    signed: Conclusion,
) -> None:
    real, made = read(signed), papers.conclusion()
    assert set(made) == set(real)
    for part in ("centre", "signed_as", "names"):
        assert set(made[part]) == set(real[part])
    for part in ("sentences", "shortcomings", "recommendations"):
        assert set(made[part][0]) == set(real[part][0])


def test_r21_what_was_written_down_before_places_and_offices_still_reads() -> None:
    said = papers.conclusion() | {"form": 1}
    del said["signed_as"]
    for key in ("place_kk", "place_ru"):
        del said["centre"][key]
    doc = document(said, "ru")
    assert (doc.place, doc.office) == ("", "Руководитель Центра")
