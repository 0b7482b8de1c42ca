"""Files of others are what was released, and the fonts have every letter that we write."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
KAZAKH = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
SOURCE_MAP_LINE = b"/*# sourceMappingURL=bootstrap.min.css.map */"
RELEASED_BOOTSTRAP = "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede"
CHECKSUMS = {
    "bootstrap/LICENSE": "4620c84ad5ce8602ff65640ed6b7c8b78ebb9e036584f0ebc1ccc88206a4bb51",
    "bootstrap/bootstrap.min.css": "8f8173cb2d8f867274aeb0cb15328e60f490c7f272351e51a55f1dabb486e4ff",  # noqa: E501
    "ibm-plex-sans/LICENSE": "d0283623ef57e722fd0eb688a8041589670c608ab780cd3612d06ba6f153d3fd",
    "ibm-plex-sans/ibm-plex-sans-cyrillic-400-normal.woff2": "69afad88a0740b6e5647f1104c9176a261f1ad9d60202f605456a983799752e9",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-cyrillic-600-normal.woff2": "730becc6f005c18c31440f14d34677f2704a85e6afffd4bee6a64d5c95f45a55",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-cyrillic-ext-400-normal.woff2": "e2580ad78906551e1f9ad621f608cd16ce4d5a992e53c651dd6b3504547576f2",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-cyrillic-ext-600-normal.woff2": "d60d3d0b182753d5640e372c57669f508b79172ac4ff6b460d987ddd34cac199",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-latin-400-normal.woff2": "3b646991d30055a93a4ecc499713d4347953a74a947ecab435ab72070cbdab0e",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-latin-600-normal.woff2": "8960851d691c054ed38e259bdcf1a6190d157b4203ed5bb32c632a863fb8ec2f",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-latin-ext-400-normal.woff2": "c93d2a12aaa280f68b9ab7b726ff8dfedda67c99ef9abed047c1847a1cc6d583",  # noqa: E501
    "ibm-plex-sans/ibm-plex-sans-latin-ext-600-normal.woff2": "b25dfd4f979e442ae1e25cd0894463434cf01ba21ac1a35d39f4a82bd4cc060e",  # noqa: E501
    "ibm-plex-sans-whole/IBMPlexSans-Regular.ttf": "9dea7253158fb0972bf12db802a856fb8abd31d32fcd25169df45a1cc26e2bab",  # noqa: E501
    "ibm-plex-sans-whole/IBMPlexSans-SemiBold.ttf": "441b373acdea2d14c824e4689fc6e2565c243bec4d833ced1d555d65f9cfabfd",  # noqa: E501
    "ibm-plex-sans-whole/LICENSE": "7e6b2818edbd8f6a01ae80641cc8f16a51080d08fb4e532be3a0b6f74adb07da",  # noqa: E501
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_nothing_else_is_vendored_and_nothing_was_changed() -> None:
    found = {
        str(path.relative_to(VENDOR)): sha256(path.read_bytes())
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert found == CHECKSUMS


def test_bootstrap_is_the_released_file_but_for_its_last_line() -> None:
    ours = (VENDOR / "bootstrap" / "bootstrap.min.css").read_bytes()
    assert sha256(ours + SOURCE_MAP_LINE) == RELEASED_BOOTSTRAP


@pytest.mark.parametrize("weight", [400, 600])
def test_the_fonts_have_all_kazakh_letters_and_the_tenge(weight: int) -> None:
    letters: set[str] = set()
    for path in (VENDOR / "ibm-plex-sans").glob(f"*-{weight}-normal.woff2"):
        letters |= {chr(code) for code in TTFont(path).getBestCmap()}
    assert set(KAZAKH + KAZAKH.lower() + "₸«»–—·№0123456789") <= letters


@pytest.mark.parametrize("name", ["Regular", "SemiBold"])
def test_the_fonts_of_documents_have_them_in_one_file(name: str) -> None:
    font = TTFont(VENDOR / "ibm-plex-sans-whole" / f"IBMPlexSans-{name}.ttf")
    letters = {chr(code) for code in font.getBestCmap()}
    assert set(KAZAKH + KAZAKH.lower() + "₸«»–—·№0123456789") <= letters


def test_the_figures_are_of_one_width() -> None:
    font = TTFont(VENDOR / "ibm-plex-sans" / "ibm-plex-sans-latin-400-normal.woff2")
    names = font.getBestCmap()
    assert len({font["hmtx"][names[ord(figure)]][0] for figure in "0123456789"}) == 1
