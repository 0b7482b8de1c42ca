"""The endings of numbers, dates and quarters in Kazakh; every form in a table was checked by hand.

In the tables a space inside a number is written _ and stands for the space that does not break.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import kazakh
from accounts.figures import figures
from accounts.kazakh import LIMIT, Case, last_word, of_them, ordinal, with_ending
from regulations.quarters import Quarter

numbers = st.integers(0, LIMIT - 1)
cases = st.sampled_from(Case)
endings = st.tuples(cases, st.booleans())

IN_TURN = (
    *(Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.LOCATIVE, Case.ABLATIVE),
    *(Case.INSTRUMENTAL, Case.ATTRIBUTIVE),
)

# Genitive, dative, accusative, locative, ablative, instrumental, attributive.
PLAIN = {
    0: "дің ге ді де ден мен дегі",
    1: "дің ге ді де ден мен дегі",
    2: "нің ге ні де ден мен дегі",
    3: "тің ке ті те тен пен тегі",
    4: "тің ке ті те тен пен тегі",
    5: "тің ке ті те тен пен тегі",
    6: "ның ға ны да дан мен дағы",
    7: "нің ге ні де ден мен дегі",
    8: "дің ге ді де ден бен дегі",
    9: "дың ға ды да дан бен дағы",
    10: "ның ға ды да нан мен дағы",
    20: "ның ға ны да дан мен дағы",
    30: "дың ға ды да дан бен дағы",
    40: "тың қа ты та тан пен тағы",
    50: "дің ге ді де ден мен дегі",
    60: "тың қа ты та тан пен тағы",
    70: "тің ке ті те тен пен тегі",
    80: "нің ге ді де нен мен дегі",
    90: "ның ға ды да нан мен дағы",
    100: "дің ге ді де ден бен дегі",
    1_000: "ның ға ды да нан мен дағы",
    1_000_000: "ның ға ды да нан мен дағы",
    1_000_000_000: "тың қа ты та тан пен тағы",
}

OF_THEM = """
0-і 1-еуі 2-еуі 3-еуі 4-еуі 5-еуі 6-уы 7-еуі 8-і 9-ы 10-ы 11-і 12-сі 13-і 14-і 15-і 16-сы 17-сі
18-і 19-ы 20-сы 21-і 22-сі 25-і 26-сы 27-сі 30-ы 36-сы 40-ы 45-і 48-і 50-і 60-ы 70-і 80-і 83-і
90-ы 99-ы 100-і 101-і 106-сы 120-сы 124-і 200-і 1_000-ы 1_001-і 1_500-і 2_040-ы 20_000-ы 100_000-ы
1_000_000-ы 1_000_007-сі 25_000_000-ы 1_000_000_000-ы 3_000_000_020-сы
"""

POSSESSED = {
    17: "сінің сіне сін сінде сінен сімен сіндегі",
    20: "сының сына сын сында сынан сымен сындағы",
    40: "ының ына ын ында ынан ымен ындағы",
    45: "інің іне ін інде інен імен індегі",
    1_000_000: "ының ына ын ында ынан ымен ындағы",
}

COLLECTIVE = {
    1: "еуінің еуіне еуін еуінде еуінен еуімен еуіндегі",
    5: "еуінің еуіне еуін еуінде еуінен еуімен еуіндегі",
    6: "уының уына уын уында уынан уымен уындағы",
}

ORDINALS = """
0-ші 1-ші 2-ші 3-ші 4-ші 5-ші 6-шы 7-ші 8-ші 9-шы 10-шы 16-шы 20-шы 21-ші 30-шы 40-шы 50-ші 60-шы
70-ші 80-ші 90-шы 100-ші 192-ші 1_000-шы 1_000_000-шы
"""

# Dative, ablative, locative, accusative, genitive, attributive.
MONTHS = [
    "қаңтарға қаңтардан қаңтарда қаңтарды қаңтардың қаңтардағы",
    "ақпанға ақпаннан ақпанда ақпанды ақпанның ақпандағы",
    "наурызға наурыздан наурызда наурызды наурыздың наурыздағы",
    "сәуірге сәуірден сәуірде сәуірді сәуірдің сәуірдегі",
    "мамырға мамырдан мамырда мамырды мамырдың мамырдағы",
    "маусымға маусымнан маусымда маусымды маусымның маусымдағы",
    "шілдеге шілдеден шілдеде шілдені шілденің шілдедегі",
    "тамызға тамыздан тамызда тамызды тамыздың тамыздағы",
    "қыркүйекке қыркүйектен қыркүйекте қыркүйекті қыркүйектің қыркүйектегі",
    "қазанға қазаннан қазанда қазанды қазанның қазандағы",
    "қарашаға қарашадан қарашада қарашаны қарашаның қарашадағы",
    "желтоқсанға желтоқсаннан желтоқсанда желтоқсанды желтоқсанның желтоқсандағы",
]
MONTH_CASES = (
    *(Case.DATIVE, Case.ABLATIVE, Case.LOCATIVE, Case.ACCUSATIVE, Case.GENITIVE),
    Case.ATTRIBUTIVE,
)

SHARES = {
    "12,5_%": (Case.NOMINATIVE, False),
    "12,5_%-ға": (Case.DATIVE, False),
    "12,5_%-дан": (Case.ABLATIVE, False),
    "12,5_%-ды": (Case.ACCUSATIVE, False),
    "12,5_%-дың": (Case.GENITIVE, False),
    "12,5_%-бен": (Case.INSTRUMENTAL, False),
    "12,5_%-ы": (Case.NOMINATIVE, True),
    "12,5_%-ын": (Case.ACCUSATIVE, True),
    "12,5_%-ына": (Case.DATIVE, True),
    "12,5_%-ының": (Case.GENITIVE, True),
    "12,5_%-ында": (Case.LOCATIVE, True),
}

BACK, FRONT = frozenset("аоұы"), frozenset("әеөүі")
HEARD_FRONT = {
    *("нөл", "бір", "екі", "үш", "төрт", "бес", "жеті", "сегіз"),
    *("елу", "жетпіс", "сексен", "жүз"),
}


def shown(text: str) -> str:
    return text.replace("_", "\xa0")


def value(text: str) -> int:
    return int(text.partition("-")[0].replace("_", ""))


def after_hyphen(text: str) -> str:
    return text.partition("-")[2]


@pytest.mark.parametrize(("n", "forms"), PLAIN.items())
def test_a_number_in_every_case(n: int, forms: str) -> None:
    assert [with_ending(n, case) for case in IN_TURN] == [
        f"{figures(n)}-{ending}" for ending in forms.split()
    ]


def test_the_bare_number_has_no_ending() -> None:
    assert with_ending(1_234_567, Case.NOMINATIVE) == "1\xa0234\xa0567"


@pytest.mark.parametrize("form", OF_THEM.split())
def test_so_many_of_them(form: str) -> None:
    assert of_them(value(form)) == shown(form)


@pytest.mark.parametrize(("n", "forms"), [*POSSESSED.items(), *COLLECTIVE.items()])
def test_so_many_of_them_in_every_case(n: int, forms: str) -> None:
    assert [after_hyphen(of_them(n, case)) for case in IN_TURN] == forms.split()


def test_up_to_seven_the_possessive_can_be_asked_for_too() -> None:
    """Where a number is named rather than so many counted, only the possessive will do."""
    found = [with_ending(n, Case.NOMINATIVE, possessive=True) for n in range(1, 8)]
    assert found == ["1-і", "2-сі", "3-і", "4-і", "5-і", "6-сы", "7-сі"]


@pytest.mark.parametrize("form", ORDINALS.split())
def test_an_ordinal_without_its_noun(form: str) -> None:
    assert ordinal(value(form)) == shown(form)


@pytest.mark.parametrize(("month", "forms"), list(enumerate(MONTHS, start=1)))
def test_a_day_in_every_month(month: int, forms: str) -> None:
    found = [kazakh.day(date(2026, month, 27), case, year=False) for case in MONTH_CASES]
    assert found == [f"27 {form}" for form in forms.split()]


def test_a_day_with_its_year() -> None:
    last = date(2026, 12, 31)

    assert kazakh.day(last) == "2026 жылғы 31 желтоқсан"
    assert kazakh.day(last, Case.ATTRIBUTIVE) == "2026 жылғы 31 желтоқсандағы"
    assert kazakh.day(last, Case.INSTRUMENTAL) == "2026 жылғы 31 желтоқсанмен"
    assert kazakh.day(date(2026, 3, 27), Case.DATIVE) == "2026 жылғы 27 наурызға"


@pytest.mark.parametrize(
    ("number", "case", "roman", "arabic"),
    [
        (1, Case.NOMINATIVE, "I тоқсан", "1-тоқсан"),
        (2, Case.ABLATIVE, "II тоқсаннан", "2-тоқсаннан"),
        (3, Case.LOCATIVE, "III тоқсанда", "3-тоқсанда"),
        (3, Case.ATTRIBUTIVE, "III тоқсандағы", "3-тоқсандағы"),
        (4, Case.GENITIVE, "IV тоқсанның", "4-тоқсанның"),
        (4, Case.DATIVE, "IV тоқсанға", "4-тоқсанға"),
        (4, Case.ACCUSATIVE, "IV тоқсанды", "4-тоқсанды"),
        (4, Case.INSTRUMENTAL, "IV тоқсанмен", "4-тоқсанмен"),
    ],
)
def test_a_quarter(number: int, case: Case, roman: str, arabic: str) -> None:
    quarter = Quarter(2026, number)

    assert kazakh.quarter(quarter, case) == f"2026 жылғы {roman}"
    assert kazakh.quarter(quarter, case, roman=False) == f"2026 жылғы {arabic}"


def test_a_year() -> None:
    forms = "жылдың жылға жылды жылда жылдан жылмен жылдағы"
    assert [kazakh.year(2026, case) for case in IN_TURN] == [f"2026 {f}" for f in forms.split()]
    assert kazakh.year(2026, possessive=True) == "2026 жылы"


@pytest.mark.parametrize(("form", "asked"), SHARES.items())
def test_a_share(form: str, asked: tuple[Case, bool]) -> None:
    case, possessive = asked
    assert kazakh.percent(Decimal("12.5"), case, possessive=possessive) == shown(form)


def test_a_share_in_words_and_a_whole_one() -> None:
    share = Decimal("12.5")

    assert kazakh.percent(share, sign=False) == "12,5 пайыз"
    assert kazakh.percent(share, possessive=True, sign=False) == "12,5 пайызы"
    assert kazakh.percent(share, Case.DATIVE, sign=False) == "12,5 пайызға"
    assert kazakh.percent(100, Case.DATIVE) == "100\xa0%-ға"
    assert kazakh.percent(Decimal("0.0"), possessive=True) == "0,0\xa0%-ы"


def test_a_level() -> None:
    assert kazakh.level("A", Case.ABLATIVE) == "A деңгейінен"
    assert kazakh.level("B", Case.DATIVE) == "B деңгейіне"
    assert kazakh.level("C", Case.LOCATIVE) == "C деңгейінде"
    assert kazakh.level("D") == "D деңгейі"


@pytest.mark.parametrize("n", [-1, LIMIT])
def test_what_is_not_read_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="not a number that is read here"):
        with_ending(n, Case.DATIVE)


@given(numbers, endings)
def test_every_number_has_an_ending(n: int, asked: tuple[Case, bool]) -> None:
    case, possessive = asked
    form = with_ending(n, case, possessive=possessive)
    bare = case is Case.NOMINATIVE and not possessive

    assert form.partition("-")[0] == figures(n)
    assert bool(after_hyphen(form)) is not bare


@given(st.integers(1, 999), st.integers(0, 3), st.integers(0, 999), endings)
def test_only_the_last_group_that_is_not_nought_decides(
    group: int, power: int, above: int, asked: tuple[Case, bool]
) -> None:
    case, possessive = asked
    alone = group * 1000**power
    more = (alone + above * 1000 ** (power + 1)) % LIMIT

    assert last_word(more) == last_word(alone)
    assert after_hyphen(with_ending(more, case, possessive=possessive)) == after_hyphen(
        with_ending(alone, case, possessive=possessive)
    )


@given(numbers, endings)
def test_an_ending_is_in_harmony_with_the_word(n: int, asked: tuple[Case, bool]) -> None:
    case, possessive = asked
    ending = after_hyphen(with_ending(n, case, possessive=possessive))
    if case is Case.INSTRUMENTAL:  # мен, бен, пен whatever the word
        ending = ending[:-3]
    other = BACK if last_word(n) in HEARD_FRONT else FRONT

    assert not other & set(ending)


@given(numbers)
def test_an_ordinal_and_a_possessive_agree_in_harmony(n: int) -> None:
    possessive = with_ending(n, Case.NOMINATIVE, possessive=True)

    assert (ordinal(n)[-1] == "і") is (possessive[-1] == "і")
