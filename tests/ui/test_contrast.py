"""Every pair of ink and ground in the stylesheets is readable (WCAG 2.1, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "static" / "css"
STYLE = "".join(path.read_text() for path in sorted(STYLES.glob("*.css")))
COLOURS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", STYLE))
TEXT = [
    ("ink", "ground"), ("ink", "panel"), ("quiet", "ground"), ("quiet", "panel"),
    ("teal", "ground"), ("teal", "panel"), ("teal", "teal-ground"), ("ground", "teal"),
    ("ground", "teal-deep"), ("teal-deep", "teal-ground"), ("ground", "quiet"),
    ("soon", "ground"), ("soon", "soon-ground"), ("ink", "soon-ground"),
    ("late", "ground"), ("late", "late-ground"), ("ink", "late-ground"), ("ground", "late"),
    ("done", "ground"), ("done", "done-ground"), ("ink", "done-ground"), ("ink", "teal-ground"),
    ("ink", "heat-2"), ("ink", "heat-3"),
]  # fmt: skip
EDGES = [
    ("line-strong", "ground"),
    ("teal", "ground"),
    ("late", "ground"),
    ("soon", "ground"),
    ("ink", "ground"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_a_control_is_seen(edge: str, ground: str) -> None:
    assert contrast(edge, ground) >= 3


def test_the_measure_itself() -> None:
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0
