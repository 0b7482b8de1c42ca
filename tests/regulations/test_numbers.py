"""IIN and BIN: every number made up for tests, with dates that no living person can have."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.numbers import BinCheck, IinCheck, check_bin, check_digit, check_iin, holds_iin

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("iin", "born", "sex"),
    [
        ("990101190006", date(1899, 1, 1), "male"),
        ("991231190006", date(1899, 12, 31), "male"),
        ("480615190500", date(1848, 6, 15), "male"),
        ("990101290002", date(1899, 1, 1), "female"),
        ("991231290002", date(1899, 12, 31), "female"),
        ("500615290805", date(1850, 6, 15), "female"),
        ("000101390004", date(1900, 1, 1), "male"),
        ("000102390109", date(1900, 1, 2), "male"),
        ("010101390711", date(1901, 1, 1), "male"),
        ("000101490000", date(1900, 1, 1), "female"),
        ("000102490006", date(1900, 1, 2), "female"),
        ("010101490304", date(1901, 1, 1), "female"),
    ],
)
def test_a_good_iin_tells_birth_date_and_sex(iin: str, born: date, sex: str) -> None:
    assert check_iin(iin, today=TODAY) == IinCheck(valid=True, birth_date=born, sex=sex)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("iin", "born", "sex"),
    [
        ("991231590001", date(2099, 12, 31), "male"),
        ("990101590001", date(2099, 1, 1), "male"),
        ("980615590507", date(2098, 6, 15), "male"),
        ("991231690008", date(2099, 12, 31), "female"),
        ("990101690008", date(2099, 1, 1), "female"),
        ("980615690101", date(2098, 6, 15), "female"),
    ],
)
def test_a_future_birth_date_is_only_a_warning(iin: str, born: date, sex: str) -> None:
    found = check_iin(iin, today=TODAY)

    assert found.valid
    assert found.warnings == ("future_date",)
    assert (found.birth_date, found.sex) == (born, sex)
    assert check_iin(iin, today=born).warnings == ()


@pytest.mark.parametrize(
    "iin",
    [
        "000101090005",
        "000102090000",
        "000103090706",
        "123456990006",
        "999999990005",
        "000000990411",
    ],
)
def test_a_7th_digit_of_no_century_is_only_a_warning(iin: str) -> None:
    assert check_iin(iin, today=TODAY) == IinCheck(valid=True, warnings=("unknown_century",))


@pytest.mark.parametrize("iin", ["000229390000", "991301590001"])
def test_a_date_that_does_not_exist_is_only_a_warning(iin: str) -> None:
    found = check_iin(iin, today=TODAY)

    assert found == IinCheck(valid=True, warnings=("no_such_date",), sex="male")


def test_a_wrong_check_digit_is_an_error() -> None:
    assert check_digit("99123159000") == 1
    assert check_iin("991231590002", today=TODAY) == IinCheck(valid=False, error="check_digit")


@pytest.mark.parametrize("last", "0123456789")
def test_a_number_for_which_both_passes_give_ten_is_never_valid(last: str) -> None:
    assert check_digit("99123150077") is None
    assert check_iin(f"99123150077{last}", today=TODAY).error == "check_digit"


@pytest.mark.parametrize(
    "text", ["", "99010119000", "9901011900060", "99010119000a", "990101 190006", "٩٩٠١٠١١٩٠٠٠٦"]
)
def test_anything_but_twelve_digits_is_an_error(text: str) -> None:
    assert check_iin(text, today=TODAY).error == "not_12_digits"
    assert check_bin(text).error == "not_12_digits"


def test_surrounding_spaces_do_not_matter() -> None:
    assert check_iin(" 990101190006\n", today=TODAY).valid
    assert check_bin(" 991240990006 ").valid


@pytest.mark.parametrize("number", ["991240990006", "991251990006", "991260990005"])
def test_a_good_bin(number: str) -> None:
    assert check_bin(number) == BinCheck(valid=True)


def test_a_bin_with_a_wrong_check_digit() -> None:
    assert check_bin("991240990007") == BinCheck(valid=False, error="check_digit")


def test_an_iin_is_no_bin() -> None:
    assert check_bin("990101190006") == BinCheck(valid=False, error="not_a_bin")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("990101190006", True),
        ("990101 190 006", True),
        ("№ 12 990101-190006", True),
        ("9901 0119 0006", True),
        ("2024 2025 2026", False),
        ("2020 2021 2024", False),
        ("ЖСН-і 990101190006, екінші бала.", True),
        ("(990101190006)", True),
        ("990101190007", False),
        ("1990101190006", False),
        ("991240990006", False),
        ("990101 190007", False),
        ("990101 190006 1", True),
        ("990101  190006", False),
        ("87012345678", False),
        ("", False),
    ],
)
def test_an_iin_is_found_in_a_text(text: str, holds: bool) -> None:
    assert holds_iin(text) is holds


AROUND = st.text(st.characters(exclude_categories=["Nd"]))


@given(AROUND, AROUND)
def test_an_iin_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert holds_iin(f"{before}990101190006{after}")
