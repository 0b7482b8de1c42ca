"""IIN and BIN: the check digit, and what the other digits once meant.

A wrong check digit is an error. The birth date and sex of an IIN are only a hint: since 2013 the
rules call it a unique combination of twelve digits, so an implausible date or 7th digit is a
warning, and a date that somebody entered is never overwritten from here. About one random number
in ten passes the check; compare with the name and the birth date as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final, Literal

Sex = Literal["male", "female"]
Error = Literal["not_12_digits", "check_digit", "not_a_bin"]
Warn = Literal["unknown_century", "no_such_date", "future_date"]

LENGTH: Final = 12
FIRST_WEIGHTS: Final = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
# The 7th digit of an IIN under the rules of 2007: odd is male, even is female.
CENTURIES: Final = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}
# The 5th digit of a BIN: legal entity, non-resident legal entity, joint sole proprietors. A day
# of birth never starts with these, so it is what separates a BIN from an IIN.
BIN_KINDS: Final = "456"
_TWELVE_DIGITS: Final = re.compile(rf"\d{{{LENGTH}}}", re.ASCII)
_TWELVE_IN_A_TEXT: Final = re.compile(rf"(?<!\d)\d{{{LENGTH}}}(?!\d)", re.ASCII)
# Digits in groups, as people write a long number: "900101 300 017", "900101-300017".
_IN_GROUPS: Final = re.compile(r"(?<!\d)\d{1,6}(?:[ \u00a0\u202f-]\d{1,6})+(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class IinCheck:
    """`birth_date` and `sex` are None where the digits do not tell."""

    valid: bool
    error: Error | None = None
    warnings: tuple[Warn, ...] = ()
    birth_date: date | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class BinCheck:
    valid: bool
    error: Error | None = None


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where both passes give 10: such a number is never issued."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        total = sum(w * int(digit) for w, digit in zip(weights, first_eleven, strict=True))
        if total % 11 < 10:
            return total % 11
    return None


def check_iin(text: str, *, today: date) -> IinCheck:
    """Check a person's number; surrounding spaces are ignored, nothing else is."""
    digits = text.strip()
    error = _number_error(digits)
    if error:
        return IinCheck(valid=False, error=error)
    century = CENTURIES.get(int(digits[6]))
    if century is None:
        return IinCheck(valid=True, warnings=("unknown_century",))
    sex: Sex = "male" if int(digits[6]) % 2 else "female"
    born = _date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    return IinCheck(
        valid=True, warnings=_date_warnings(born, today=today), birth_date=born, sex=sex
    )


def check_bin(text: str) -> BinCheck:
    """Check an organisation's number; an IIN (as of a sole proprietor) is `not_a_bin`."""
    digits = text.strip()
    error = _number_error(digits)
    if error is None and digits[4] not in BIN_KINDS:
        error = "not_a_bin"
    return BinCheck(valid=error is None, error=error)


def holds_iin(text: str) -> bool:
    """Whether a text holds a person's number: twelve digits by themselves with a right check digit.

    In groups as well, where they begin with a day of birth, so that a row of years is not taken for
    one. An organisation's number is not one, nor are longer numbers, as of accounts.
    """
    found = [*_TWELVE_IN_A_TEXT.findall(text), *_in_groups(text)]
    return any(_number_error(digits) is None and digits[4] not in BIN_KINDS for digits in found)


def _in_groups(text: str) -> Iterator[str]:
    """Neighbouring groups that are twelve digits together and begin with a day of some century."""
    for row in _IN_GROUPS.findall(text):
        groups = re.split(r"\D", row)
        for start, end in combinations(range(len(groups) + 1), 2):
            digits = "".join(groups[start:end])
            if len(digits) == LENGTH and _begins_with_a_day(digits):
                yield digits


def _begins_with_a_day(digits: str) -> bool:
    year, month, day = digits[:2], digits[2:4], digits[4:6]
    return _date(2000 + int(year), int(month), int(day)) is not None


def _number_error(digits: str) -> Error | None:
    if not _TWELVE_DIGITS.fullmatch(digits):
        return "not_12_digits"
    return None if check_digit(digits[:-1]) == int(digits[-1]) else "check_digit"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date_warnings(born: date | None, *, today: date) -> tuple[Warn, ...]:
    if born is None:
        return ("no_such_date",)
    return ("future_date",) if born > today else ()
