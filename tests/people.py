"""The cast: who works where, so that a test reads as a story; and the days they do not work.

Two Centres in two regions, a school and a clinic. Every fixture takes the database that the test
asked for: `committed_db` where it is named, else the usual transaction of `db`.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from agencies.calendar import working_calendar
from agencies.models import Agency, CalendarDay, Centre, Membership, Territory
from tests.factories import (
    ALMATY,
    AgencyFactory,
    CentreFactory,
    MembershipFactory,
    TerritoryFactory,
    UserFactory,
)

#: What differs from Monday to Friday in 2024 as it was in the end, and in 2026.
DAYS_OFF = {
    "2024-01-01": "Жаңа жыл",
    "2024-01-02": "Жаңа жыл",
    "2024-03-08": "Халықаралық әйелдер күні",
    "2024-03-21": "Наурыз мейрамы",
    "2024-03-22": "Наурыз мейрамы",
    "2024-03-25": "Наурыз мейрамы (ауыстырылды)",
    "2024-05-01": "Қазақстан халқының бірлігі мерекесі",
    "2024-05-07": "Отан қорғаушы күні",
    "2024-05-08": "Демалыс күні (4 мамырдан ауыстырылды)",
    "2024-05-09": "Жеңіс күні",
    "2024-07-08": "Астана күні (ауыстырылды)",
    "2024-08-30": "Қазақстан Республикасының Конституциясы күні",
    "2024-10-25": "Республика күні",
    "2024-12-16": "Тәуелсіздік күні",
    "2026-01-01": "Жаңа жыл",
    "2026-01-02": "Жаңа жыл",
    "2026-01-07": "Православиелік Рождество",
    "2026-03-09": "Халықаралық әйелдер күні (ауыстырылды)",
    "2026-03-21": "Наурыз мейрамы",
    "2026-03-22": "Наурыз мейрамы",
    "2026-03-23": "Наурыз мейрамы",
    "2026-03-24": "Наурыз мейрамы (ауыстырылды)",
    "2026-03-25": "Наурыз мейрамы (ауыстырылды)",
    "2026-05-01": "Қазақстан халқының бірлігі мерекесі",
    "2026-05-07": "Отан қорғаушы күні",
    "2026-05-11": "Жеңіс күні (ауыстырылды)",
    "2026-05-27": "Құрбан айт",
    "2026-07-06": "Астана күні",
    "2026-10-26": "Республика күні (ауыстырылды)",
    "2026-12-16": "Тәуелсіздік күні",
}
WORKING_WEEKENDS = {"2024-05-04": "Жұмыс күні (8 мамырдың орнына)"}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The database of this test: the one with real commits where it is asked for."""
    name = "committed_db" if "committed_db" in request.fixturenames else "db"
    request.getfixturevalue(name)


@pytest.fixture
def working_days(database: None) -> None:
    """The working calendar of 2024 (249 working days) and of 2026, as rows."""
    known = set(CalendarDay.objects.values_list("day", flat=True))
    days = {**dict.fromkeys(DAYS_OFF, False), **dict.fromkeys(WORKING_WEEKENDS, True)}
    names = DAYS_OFF | WORKING_WEEKENDS
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=day,
            is_working=working,
            name_kk=names[text],
            source=CalendarDay.Source.PROPOSED,
            entered_at=dt.datetime(2024, 1, 1, tzinfo=ALMATY),
        )
        for text, working in days.items()
        if (day := dt.date.fromisoformat(text)) not in known
    )


@pytest.fixture
def sign_in(client: Any) -> Callable[[User], Any]:
    """`sign_in(caseworker)` gives an English browser in which that person has signed in."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def signed_in(user: User) -> Any:
        working_calendar()  # prepared once for a process, so that queries can be counted
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def district(database: None) -> Territory:
    return TerritoryFactory.create()


@pytest.fixture
def centre(district: Territory) -> Centre:
    """The Centre of the story, in Semey, Abai region."""
    return CentreFactory.create(
        code="SEM",
        territory=district,
        name_kk="Семей отбасын қолдау орталығы",
        name_ru="Центр поддержки семьи города Семей",
    )


@pytest.fixture
def other_centre(database: None) -> Centre:
    """Another Centre in another region: Kokshetau, Aqmola."""
    return CentreFactory.create(
        code="KOK",
        elsewhere=True,
        name_kk="Көкшетау отбасын қолдау орталығы",
        name_ru="Центр поддержки семьи города Кокшетау",
    )


@pytest.fixture
def agency(district: Territory) -> Agency:
    """A school of the Centre's district."""
    school: Agency = AgencyFactory.create()
    school.territories.add(district)
    return school


@pytest.fixture
def other_agency(district: Territory) -> Agency:
    """A clinic of the same district."""
    clinic: Agency = AgencyFactory.create(clinic=True)
    clinic.territories.add(district)
    return clinic


def person_of_the_cast(name: str, role: Role, **office: Any) -> User:
    """A user under a telling name, with one office."""
    user: User = UserFactory.create(
        email=f"{name.replace(' ', '-')}@example.kz", full_name=name.title()
    )
    MembershipFactory.create(user=user, role=role, **office)
    return user


@pytest.fixture
def caseworker(centre: Centre) -> User:
    return person_of_the_cast("caseworker", Role.CASEWORKER, centre=centre)


@pytest.fixture
def colleague(centre: Centre) -> User:
    """The second caseworker of the same Centre."""
    return person_of_the_cast("colleague", Role.CASEWORKER, centre=centre)


@pytest.fixture
def head(centre: Centre) -> User:
    return person_of_the_cast("head", Role.HEAD, centre=centre)


@pytest.fixture
def other_caseworker(other_centre: Centre) -> User:
    return person_of_the_cast("other caseworker", Role.CASEWORKER, centre=other_centre)


@pytest.fixture
def other_head(other_centre: Centre) -> User:
    return person_of_the_cast("other head", Role.HEAD, centre=other_centre)


@pytest.fixture
def agency_worker(agency: Agency) -> User:
    return person_of_the_cast("agency worker", Role.AGENCY_WORKER, agency=agency)


@pytest.fixture
def agency_colleague(agency: Agency) -> User:
    """The second worker of the same agency."""
    return person_of_the_cast("agency colleague", Role.AGENCY_WORKER, agency=agency)


@pytest.fixture
def agency_supervisor(agency: Agency) -> User:
    return person_of_the_cast("agency supervisor", Role.AGENCY_SUPERVISOR, agency=agency)


@pytest.fixture
def other_agency_worker(other_agency: Agency) -> User:
    return person_of_the_cast("other agency worker", Role.AGENCY_WORKER, agency=other_agency)


@pytest.fixture
def regional_manager(centre: Centre) -> User:
    return person_of_the_cast("regional manager", Role.REGIONAL_MANAGER, region=centre.region)


@pytest.fixture
def authorised_body(database: None) -> User:
    return person_of_the_cast("authorised body", Role.AUTHORISED_BODY)


@pytest.fixture
def administrator(database: None) -> User:
    """Keeps calendar, reference data and accounts."""
    user = person_of_the_cast("administrator", Role.ADMINISTRATOR)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


@pytest.fixture
def stranger(database: None) -> User:
    """Signs in, but holds no office anywhere."""
    stranger: User = UserFactory.create(email="stranger@example.kz", full_name="Stranger")
    return stranger


@pytest.fixture
def former_caseworker(centre: Centre) -> User:
    """Left the Centre: the membership ended in 2024."""
    user = person_of_the_cast("former caseworker", Role.CASEWORKER, centre=centre)
    Membership.objects.filter(user=user).update(ends_on=dt.date(2024, 12, 31))
    return user
