"""One person, entered once (R1): what is checked, and how the row is found or made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.encryption import keyed_hash, keyed_hashes
from accounts.errors import Invalid
from agencies.models import Centre
from cases.models import FamilyMember, Person
from cases.models.cases import age
from cases.names import fold
from regulations.numbers import IinCheck, check_iin

IIN_ERRORS = {
    "not_12_digits": _("An IIN has exactly 12 digits."),
    "check_digit": _("This IIN does not exist: its last digit does not fit. Check each digit."),
}
IIN_DOUBTS = {
    "unknown_century": _("The 7th digit of this IIN is unusual."),
    "no_such_date": _("The first digits of this IIN are no date of birth."),
    "future_date": _("This IIN names a date of birth in the future."),
}
SEXES = {"male": Person.Sex.MALE, "female": Person.Sex.FEMALE}
#: Nobody known to have lived was older; beyond it the year is mistyped.
OLDEST_AGE = 122


class NeedsConfirmation(Invalid):
    """Unusual, but possible: the user looks again and confirms."""


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """What is entered of a person. `known` is the id of a person found in the same Centre."""

    last_name: str = ""
    first_name: str = ""
    patronymic: str = ""
    iin: str = ""
    iin_absent: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    relation: str = FamilyMember.Relation.SELF
    known: int | None = None

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    def columns(self) -> dict[str, Any]:
        """The columns of `Person`; a reason for a missing IIN falls away beside an IIN."""
        iin = self.iin.strip()
        return {
            "iin": iin,
            "iin_hash": keyed_hash(iin) if iin else None,
            "iin_absent": "" if iin else self.iin_absent,
            "last_name": self.last_name.strip(),
            "first_name": self.first_name.strip(),
            "patronymic": self.patronymic.strip(),
            "birth_date": self.birth_date,
            "sex": self.sex,
            "phone": self.phone.strip(),
        }


def check_person(data: PersonData, *, today: date, confirmed: bool, prefix: str = "") -> None:
    """Raise `Invalid` for what cannot be, `NeedsConfirmation` for what is hard to believe.

    A wrong check digit is an error. What the digits of an IIN say of birth and sex is only a
    hint, as is everything else that a person may confirm.
    """
    for name in ("last_name", "first_name"):
        if not getattr(data, name).strip():
            raise Invalid(_("Enter the name."), field=f"{prefix}{name}")
    if data.birth_date and data.birth_date > today:
        raise Invalid(_("This day is in the future."), field=f"{prefix}birth_date")
    if data.sex and data.sex not in Person.Sex.values:
        raise Invalid(_("This code is not known."), field=f"{prefix}sex")
    checked = _checked_iin(data, today=today, prefix=prefix)
    if not confirmed:
        _doubt(data, checked, today=today, prefix=prefix)


def _checked_iin(data: PersonData, *, today: date, prefix: str) -> IinCheck | None:
    if not data.iin.strip():
        if data.iin_absent not in Person.IinAbsent.values:
            message = _("Enter the IIN, or say why there is none.")
            raise Invalid(message, field=f"{prefix}iin")
        return None
    checked = check_iin(data.iin, today=today)
    if checked.error:
        raise Invalid(IIN_ERRORS[checked.error], field=f"{prefix}iin")
    return checked


def _doubt(data: PersonData, checked: IinCheck | None, *, today: date, prefix: str) -> None:
    years = age(data.birth_date, today)
    if years is not None and years > OLDEST_AGE:
        message = _("Nobody is that old. Is the year right?")
        raise NeedsConfirmation(message, field=f"{prefix}birth_date")
    if checked is None:
        return
    for warning in checked.warnings:
        raise NeedsConfirmation(IIN_DOUBTS[warning], field=f"{prefix}iin")
    if data.birth_date and checked.birth_date and data.birth_date != checked.birth_date:
        message = _("The date of birth differs from the one in the IIN.")
        raise NeedsConfirmation(message, field=f"{prefix}birth_date")
    if data.sex and checked.sex and data.sex != SEXES[checked.sex]:
        raise NeedsConfirmation(_("The sex differs from the one in the IIN."), field=f"{prefix}sex")


def with_iin(iin: str, *, centre: Centre) -> Person | None:
    """The person of a Centre with this IIN, also under a key from before."""
    return Person.objects.filter(centre=centre, iin_hash__in=keyed_hashes(iin)).first()


def find_or_make(data: PersonData, *, centre: Centre, confirmed: bool, prefix: str = "") -> Person:
    """The person of this Centre, the existing row wherever there is one.

    By id where the person was chosen in the search, else by IIN; without an IIN a namesake born
    on the same day is a doubt. Two who enter the same IIN at once share one row.
    """
    if data.known:
        return _chosen(data.known, centre=centre, prefix=prefix)
    values = data.columns()
    if values["iin_hash"] is None:
        if not confirmed:
            _doubt_namesake(data, centre=centre, prefix=prefix)
        return Person.objects.create(centre=centre, **values)
    person = with_iin(values["iin"], centre=centre)
    made = False
    if person is None:
        with untold(person_field=f"{prefix}iin"):
            person, made = Person.objects.get_or_create(
                centre=centre, iin_hash=values.pop("iin_hash"), defaults=values
            )
    if not made and not confirmed and fold(data.full_name) != person.folded_name:
        message = _("This IIN is entered already, for %(name)s.") % {"name": person.full_name}
        raise NeedsConfirmation(message, field=f"{prefix}iin")
    return person


@contextmanager
def untold(*, person_field: str) -> Iterator[None]:
    """Where an IIN is that of a person under a seal, the head is to be asked, and no more said."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "cases_person_iin_once_per_centre" not in str(error):
            raise
        raise Invalid(
            _("This person cannot be entered here. Ask the head of the Centre."),
            field=person_field,
        ) from None


def _chosen(pk: int, *, centre: Centre, prefix: str) -> Person:
    person = Person.objects.filter(centre=centre, pk=pk).first()
    if person is None:
        raise Invalid(_("This person is not known at your Centre."), field=f"{prefix}last_name")
    return person


def _doubt_namesake(data: PersonData, *, centre: Centre, prefix: str) -> None:
    twins = Person.objects.filter(
        centre=centre, folded_name=fold(data.full_name), birth_date=data.birth_date
    )
    if twins.exists():
        raise NeedsConfirmation(
            _("A person with this name and date of birth is entered already. Search first."),
            field=f"{prefix}last_name",
        )
