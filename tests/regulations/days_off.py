"""Days that differed from Monday to Friday, as the tests need them."""

from datetime import date

from regulations.working_days import DayOverride

OFF = False
WORKED = True

NAURYZ_2026: dict[date, DayOverride | bool] = {
    date(2026, 3, 21): DayOverride(
        working=False, name_kk="Наурыз мейрамы", name_ru="Наурыз мейрамы"
    ),
    date(2026, 3, 22): DayOverride(
        working=False, name_kk="Наурыз мейрамы", name_ru="Наурыз мейрамы"
    ),
    date(2026, 3, 23): DayOverride(
        working=False, name_kk="Наурыз мейрамы", name_ru="Наурыз мейрамы"
    ),
    date(2026, 3, 24): OFF,
    date(2026, 3, 25): OFF,
}

YEAR_2024: dict[date, DayOverride | bool] = {
    **dict.fromkeys(
        (
            date(2024, 1, 1),
            date(2024, 1, 2),
            date(2024, 1, 7),
            date(2024, 3, 8),
            date(2024, 3, 21),
            date(2024, 3, 22),
            date(2024, 3, 23),
            date(2024, 3, 25),
            date(2024, 5, 1),
            date(2024, 5, 7),
            date(2024, 5, 8),
            date(2024, 5, 9),
            date(2024, 6, 16),
            date(2024, 7, 6),
            date(2024, 7, 8),
            date(2024, 8, 30),
            date(2024, 10, 25),
            date(2024, 12, 16),
        ),
        OFF,
    ),
    date(2024, 5, 4): WORKED,
}
