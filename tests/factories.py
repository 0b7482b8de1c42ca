"""Rows for tests, made directly: no verb is called, so no log row and no term comes with them.

All persons are made up. Their IINs carry the 7th digit 1 or 2 (born in the 1800s), which no living
person can have, and a right check digit. What belongs to the reference data takes the row that the
template database holds.
"""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import factory
from factory import LazyAttribute, RelatedFactory, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from accounts.encryption import keyed_hash
from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency, Centre, Membership, Sector, Service, Territory
from cases.models import (
    Assessment,
    Case,
    CaseDeadline,
    Family,
    FamilyMember,
    Ground,
    Note,
    Person,
    Visit,
    WellbeingLevel,
)
from regulations.numbers import check_digit

ALMATY = ZoneInfo("Asia/Almaty")
PASSWORD = "made-up-password-for-tests"
LONG_AGO = dt.date(2020, 1, 1)
#: A test names persons of its own by smaller numbers; those of the factories begin here, so that
#: they never meet, however many persons were made before in the same process.
FIRST_OF_FACTORIES = 1000


def made_up_iin(number: int, *, woman: bool = True) -> str:
    """The IIN of a person born on 1 January 1899 who never lived; one for each number."""
    return _numbered("990101" + ("2" if woman else "1"), number)


def made_up_bin(number: int) -> str:
    """The BIN of a legal entity that does not exist, registered in December 2099."""
    return _numbered("991240", number)


def _numbered(prefix: str, number: int) -> str:
    return _issued(prefix)[number]


@cache
def _issued(prefix: str) -> list[str]:
    """The first numbers with a prefix, those left out that have no check digit."""
    every = (f"{prefix}{serial:0{11 - len(prefix)}}" for serial in range(10_000))
    return [f"{digits}{last}" for digits in every if (last := check_digit(digits)) is not None]


class TerritoryFactory(DjangoModelFactory[Territory]):
    code = "101000000"
    name_kk = "Семей қаласы"
    name_ru = "город Семей"
    level = Territory.Level.DISTRICT
    kind = "city_administration"
    parent = SubFactory("tests.factories.RegionFactory")

    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    class Params:
        kokshetau = Trait(
            code="111000000",
            name_kk="Көкшетау қаласы",
            name_ru="город Кокшетау",
            parent=SubFactory("tests.factories.RegionFactory", aqmola=True),
        )


class RegionFactory(DjangoModelFactory[Territory]):
    code = "100000000"
    name_kk = "Абай облысы"
    name_ru = "область Абай"
    level = Territory.Level.REGION
    kind = "oblast"

    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    class Params:
        aqmola = Trait(code="110000000", name_kk="Ақмола облысы", name_ru="Акмолинская область")


class SectorFactory(DjangoModelFactory[Sector]):
    code = "education"
    order = 1
    name_kk = "білім беру"
    name_ru = "образование"

    class Meta:
        model = Sector
        django_get_or_create = ("code",)

    class Params:
        health = Trait(
            code="health", order=2, name_kk="денсаулық сақтау", name_ru="здравоохранение"
        )


class ServiceFactory(DjangoModelFactory[Service]):
    code = Sequence("T{:03}".format)
    name_kk = "Сынақ қызметі"
    name_ru = "Пробная услуга"
    sector = SubFactory(SectorFactory)

    class Meta:
        model = Service
        django_get_or_create = ("code",)

    class Params:
        with_term = Trait(term_days=5, term_source="made up for tests", term_verified=True)
        unverified_term = Trait(term_days=5, term_source="made up for tests")


class CentreFactory(DjangoModelFactory[Centre]):
    code = Sequence("T{:02}".format)
    name_kk = Sequence("{}-отбасын қолдау орталығы".format)
    name_ru = Sequence("Центр поддержки семьи № {}".format)
    territory = SubFactory(TerritoryFactory)
    region = SelfAttribute("territory.parent")

    class Meta:
        model = Centre
        django_get_or_create = ("code",)

    class Params:
        elsewhere = Trait(territory=SubFactory(TerritoryFactory, kokshetau=True))


class AgencyFactory(DjangoModelFactory[Agency]):
    bin = Sequence(made_up_bin)
    name_kk = Sequence("№ {} мектеп".format)
    name_ru = Sequence("Школа № {}".format)
    sector = SubFactory(SectorFactory)
    email = Sequence("agency-{}@example.kz".format)

    class Meta:
        model = Agency
        django_get_or_create = ("bin",)

    class Params:
        clinic = Trait(
            name_kk=Sequence("№ {} емхана".format),
            name_ru=Sequence("Поликлиника № {}".format),
            sector=SubFactory(SectorFactory, health=True),
        )


class UserFactory(DjangoModelFactory[User]):
    email = Sequence("user-{}@example.kz".format)
    full_name = Sequence("Сынақов Қызметкер {}".format)
    language = "en"
    password = factory.django.Password(PASSWORD)

    class Meta:
        model = User


class MembershipFactory(DjangoModelFactory[Membership]):
    user = SubFactory(UserFactory)
    role = Role.CASEWORKER
    starts_on = LONG_AGO

    class Meta:
        model = Membership


class PersonFactory(DjangoModelFactory[Person]):
    centre = SubFactory(CentreFactory)
    iin = Sequence(lambda number: made_up_iin(FIRST_OF_FACTORIES + number))
    iin_hash = LazyAttribute(lambda person: keyed_hash(person.iin) if person.iin else None)
    last_name = "Сынақова"
    first_name = Sequence("Әсел-{}".format)
    patronymic = "Үлгіқызы"
    birth_date = dt.date(1990, 5, 17)
    sex = Person.Sex.FEMALE

    class Meta:
        model = Person

    class Params:
        child = Trait(
            first_name=Sequence("Ерасыл-{}".format),
            last_name="Сынақов",
            patronymic="",
            birth_date=dt.date(2018, 9, 1),
            sex=Person.Sex.MALE,
        )
        without_iin = Trait(iin="", iin_absent=Person.IinAbsent.UNKNOWN)


class FamilyMemberFactory(DjangoModelFactory[FamilyMember]):
    family = SubFactory("tests.factories.FamilyFactory")
    person = SubFactory(PersonFactory, centre=SelfAttribute("..family.centre"))
    relation = FamilyMember.Relation.OTHER

    class Meta:
        model = FamilyMember

    class Params:
        child = Trait(
            relation=FamilyMember.Relation.CHILD,
            person=SubFactory(PersonFactory, centre=SelfAttribute("..family.centre"), child=True),
        )


class FamilyFactory(DjangoModelFactory[Family]):
    """A woman alone; with the trait `with_child`, a mother and her son born in 2018."""

    centre = SubFactory(CentreFactory)
    first = RelatedFactory(FamilyMemberFactory, "family", relation=FamilyMember.Relation.SELF)

    class Meta:
        model = Family
        skip_postgeneration_save = True

    class Params:
        with_child = Trait(son=RelatedFactory(FamilyMemberFactory, "family", child=True))


class CaseFactory(DjangoModelFactory[Case]):
    """A case just detected; the traits put it into the other states, without their history."""

    centre = SubFactory(CentreFactory)
    number = LazyAttribute(lambda case: f"{case.centre.code}-F-{case.sequence:05}")
    family = SubFactory(FamilyFactory, centre=SelfAttribute("..centre"))
    state = Case.State.DETECTED
    source = Case.Source.APPLICATION
    detected_on = dt.date(2026, 3, 2)
    territory = SelfAttribute("centre.territory")
    address = "Үлгі көшесі, 1"
    responsible = SubFactory(UserFactory)
    first_person_name = LazyAttribute(
        lambda case: case.family.memberships.get(relation="self").person.full_name
    )

    class Meta:
        model = Case
        exclude = ["sequence"]

    class Params:
        sequence = Sequence(lambda n: n)
        with_child = Trait(
            family=SubFactory(FamilyFactory, centre=SelfAttribute("..centre"), with_child=True),
            with_children=True,
        )
        in_danger = Trait(danger=True)
        assessing = Trait(state=Case.State.ASSESSING)
        recognised = Trait(
            state=Case.State.RECOGNISED,
            recognised_on=dt.date(2026, 3, 4),
            recognised_by=SelfAttribute("responsible"),
        )
        supported = Trait(
            state=Case.State.SUPPORTED,
            recognised_on=dt.date(2026, 3, 4),
            recognised_by=SelfAttribute("responsible"),
        )
        not_recognised = Trait(state=Case.State.NOT_RECOGNISED)
        completed = Trait(
            state=Case.State.COMPLETED,
            closed_on=dt.date(2026, 3, 16),
            closure=Case.Closure.EXIT,
            exit_on=dt.date(2026, 3, 16),
            exit_reason="The family stands on its own feet.",
        )
        terminated = Trait(
            state=Case.State.TERMINATED,
            closed_on=dt.date(2026, 3, 16),
            closure=Case.Closure.MOVED_AWAY,
        )


class GroundFactory(DjangoModelFactory[Ground]):
    code = "G10"
    name_kk = "баспанасыздық"
    name_ru = "бездомность"
    source = "Social Code art. 133"

    class Meta:
        model = Ground
        django_get_or_create = ("code",)


class WellbeingLevelFactory(DjangoModelFactory[WellbeingLevel]):
    code = "D"
    name_kk = "Дағдарыстық"
    name_ru = "Кризисный"

    class Meta:
        model = WellbeingLevel
        django_get_or_create = ("code",)


class AssessmentFactory(DjangoModelFactory[Assessment]):
    case = SubFactory(CaseFactory)
    occasion = Assessment.Occasion.INTAKE
    assessed_on = dt.date(2026, 3, 3)
    level = SubFactory(WellbeingLevelFactory)
    assessed_by = SelfAttribute("case.responsible")

    class Meta:
        model = Assessment


class VisitFactory(DjangoModelFactory[Visit]):
    case = SubFactory(CaseFactory)
    visited_on = dt.date(2026, 3, 3)
    arrived_at = dt.time(10, 15)
    left_at = dt.time(11, 0)
    findings = "The flat is warm, the children are fed."
    entered_by = SelfAttribute("case.responsible")
    entered_at = dt.datetime(2026, 3, 3, 12, 0, tzinfo=ALMATY)

    class Meta:
        model = Visit

    class Params:
        without_arrival = Trait(
            arrived_at=None, left_at=None, arrival_missing=Visit.Missing.NOT_RECORDED
        )
        without_findings = Trait(findings="", findings_missing=Visit.Missing.NOBODY_HOME)


class NoteFactory(DjangoModelFactory[Note]):
    case = SubFactory(CaseFactory)
    text = "The grandmother will take part."
    by = SelfAttribute("case.responsible")
    at = dt.datetime(2026, 3, 3, 12, 0, tzinfo=ALMATY)

    class Meta:
        model = Note


class CaseDeadlineFactory(DjangoModelFactory[CaseDeadline]):
    """An open primary assessment of a case detected on 2 March 2026, due on 5 March."""

    case = SubFactory(CaseFactory)
    term = "primary_assessment"
    centre = SelfAttribute("case.centre")
    role = Role.CASEWORKER
    responsible = SelfAttribute("case.responsible")
    started_on = dt.date(2026, 3, 2)
    working_days = 3
    due_on = dt.date(2026, 3, 5)

    class Meta:
        model = CaseDeadline
