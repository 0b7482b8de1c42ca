"""What the Centre makes of a draft: texts, shortcomings, recommendations, and what became of those.

Each verb holds the draft, so that nothing is changed while somebody signs. Texts are given in both
languages, because the conclusion is printed in both.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refused, SomebodyWasFirst
from accounts.models import User
from agencies.calendar import check_date_to_come, working_calendar
from agencies.models import Agency
from monitoring.figures.measures import MEASURES
from monitoring.models import (
    Conclusion,
    FollowUp,
    Monitoring,
    Recommendation,
    RecommendationQuerySet,
    Sentence,
    Shortcoming,
)
from monitoring.workflow.drafting import cells_of, hold_draft, keep_repeats
from monitoring.workflow.unnamed import check_unnamed

#: What an edit of a text changes.
_WORDS: Final = ("text_kk", "text_ru", "edited_by")


@transaction.atomic
def edit_sentence(
    sentence: Sentence,
    *,
    text_kk: str,
    text_ru: str,
    left_out: bool,
    by: User,
    now: datetime,
    read: str = "",
) -> None:
    """Say a drafted sentence in other words, or leave it out; the figures behind it stay.

    The words as drafted again take the edit back. `read` tells which words the editor had before
    (`Worded.words`). Raises `NotAllowed`, `WrongState`, `Invalid`, `SomebodyWasFirst` where
    somebody else has changed them since.
    """
    _hold_words(sentence, read, by=by)
    _reword(sentence, text_kk, text_ru, by=by)
    sentence.left_out = left_out
    sentence.edited_values = sentence.values if sentence.is_edited else {}
    sentence.save(update_fields=[*_WORDS, "left_out", "edited_values"])


def _hold_words(row: Sentence | Shortcoming, read: str, *, by: User) -> None:
    """Hold the draft and the row as it is now; it may be another one than was read."""
    hold_draft(row.conclusion, by=by)
    row.refresh_from_db()
    if read and read != row.words:
        raise SomebodyWasFirst


def _reword(row: Sentence | Shortcoming, text_kk: str, text_ru: str, *, by: User) -> None:
    kk, ru = _both(text_kk, text_ru)
    as_drafted = (kk, ru) == (row.drafted_kk, row.drafted_ru)
    row.text_kk, row.text_ru = ("", "") if as_drafted else (kk, ru)
    row.edited_by = None if as_drafted else by


def _both(text_kk: str, text_ru: str) -> tuple[str, str]:
    """Both texts, which name nobody."""
    texts = {"text_kk": text_kk.strip(), "text_ru": text_ru.strip()}
    for field, text in texts.items():
        if not text:
            raise Invalid(_("Say it in both languages: the conclusion has both."), field=field)
    check_unnamed(**texts)
    return texts["text_kk"], texts["text_ru"]


@transaction.atomic
def name_shortcoming(
    conclusion: Conclusion,
    *,
    measure: str,
    key: str,
    text_kk: str,
    text_ru: str,
    by: User,
    now: datetime,
) -> Shortcoming:
    """Name a shortcoming that no threshold found, on the evidence of a figure (clause 14 para 2).

    Raises `NotAllowed`, `WrongState`, or `Invalid` for: measure, text_kk, text_ru.
    """
    hold_draft(conclusion, by=by)
    kk, ru = _both(text_kk, text_ru)
    if measure not in MEASURES:
        raise Invalid(_("Choose the figure that shows it."), field="measure")
    rows = Shortcoming.objects.filter(conclusion=conclusion)
    if rows.filter(measure=measure, key=key).exists():
        raise Invalid(_("This figure stands among the shortcomings already."), field="measure")
    cells = cells_of(conclusion)
    value = MEASURES[measure].value(cells, key).number
    return Shortcoming.objects.create(
        conclusion=conclusion,
        measure=measure,
        key=key,
        order=rows.count() + 1,
        value=value,
        edited_value=value,
        cells=[list(name) for name in MEASURES[measure].evidence(cells, key)],
        text_kk=kk,
        text_ru=ru,
        edited_by=by,
    )


@transaction.atomic
def edit_shortcoming(
    row: Shortcoming,
    *,
    text_kk: str,
    text_ru: str,
    dropped: str,
    by: User,
    now: datetime,
    read: str = "",
) -> None:
    """Say a shortcoming in other words, or give the reason for which it is not named.

    `read` as in `edit_sentence`. Raises `NotAllowed`, `WrongState`, `Invalid`, `SomebodyWasFirst`.
    """
    _hold_words(row, read, by=by)
    _reword(row, text_kk, text_ru, by=by)
    row.edited_value = row.value if row.is_edited else None
    row.dropped = dropped.strip()
    row.save(update_fields=[*_WORDS, "edited_value", "dropped"])


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A recommendation as it is entered: what, to whom, by when."""

    text_kk: str
    text_ru: str
    addressee: str
    due_on: date
    agency: Agency | None = None
    addressee_name: str = ""
    shortcoming: Shortcoming | None = None
    repeats: Recommendation | None = None


@transaction.atomic
def recommend(
    conclusion: Conclusion, advice: Advice, *, by: User, now: datetime, token: UUID | None = None
) -> Recommendation:
    """Add a recommendation with its addressee and date (clause 14 para 2, R23).

    The same form sent twice adds one. Raises `NotAllowed`, `WrongState`, or `Invalid` for: text_kk,
    text_ru, addressee, agency, addressee_name, due_on, repeats.
    """
    hold_draft(conclusion, by=by)
    rows = Recommendation.objects.filter(conclusion=conclusion)
    sent = rows.filter(token=token).first() if token else None
    if sent:
        return sent
    fields = _checked(advice, conclusion, now=now)
    return rows.create(conclusion=conclusion, order=rows.count() + 1, token=token, **fields)


@transaction.atomic
def change_recommendation(row: Recommendation, advice: Advice, *, by: User, now: datetime) -> None:
    """Change a recommendation of a draft. Raises what `recommend` raises."""
    hold_draft(row.conclusion, by=by)
    for name, value in _checked(advice, row.conclusion, now=now).items():
        setattr(row, name, value)
    row.is_drafted = False
    row.save()


def _checked(advice: Advice, conclusion: Conclusion, *, now: datetime) -> dict[str, Any]:
    kk, ru = _both(advice.text_kk, advice.text_ru)
    if advice.addressee not in Recommendation.Addressee.values:
        raise Invalid(_("Say to whom it is recommended."), field="addressee")
    to_agency = advice.addressee == Recommendation.Addressee.AGENCY
    if to_agency and advice.agency is None:
        raise Invalid(_("Choose the agency."), field="agency")
    name = advice.addressee_name.strip()
    if advice.addressee == Recommendation.Addressee.OTHER and not name:
        raise Invalid(_("Name the addressee."), field="addressee_name")
    check_unnamed(addressee_name=name)
    if advice.due_on <= timezone.localdate(now):
        raise Invalid(_("The date must lie after today."), field="due_on")
    check_date_to_come(advice.due_on, calendar=working_calendar(), field="due_on")
    _check_repeated(advice, conclusion)
    return {
        "text_kk": kk,
        "text_ru": ru,
        "addressee": advice.addressee,
        "agency": advice.agency if to_agency else None,
        "addressee_name": name if advice.addressee == Recommendation.Addressee.OTHER else "",
        "due_on": advice.due_on,
        "shortcoming": advice.shortcoming,
        "repeats": advice.repeats,
    }


def _check_repeated(advice: Advice, conclusion: Conclusion) -> None:
    """What is recommended again was not carried out, and was recommended to the same body."""
    earlier = advice.repeats
    if earlier is None:
        return
    if not Recommendation.objects.repeatable_in(conclusion).filter(pk=earlier.pk).exists():
        raise Invalid(
            _("Only what an earlier quarter recommended and was not carried out is repeated."),
            field="repeats",
        )
    if not earlier.is_to_the_same(advice.addressee, advice.agency.pk if advice.agency else None):
        raise Invalid(
            _("The earlier recommendation had another addressee. Choose one to the same."),
            field="repeats",
        )


@transaction.atomic
def take_back_recommendation(row: Recommendation, *, by: User, now: datetime) -> None:
    """Take a recommendation out of a draft. Raises `NotAllowed`, `WrongState`."""
    hold_draft(row.conclusion, by=by)
    row.delete()


def open_recommendations(monitoring: Monitoring) -> RecommendationQuerySet:
    """What earlier quarters recommended and is not carried out, the first to be done first."""
    rows = Recommendation.objects.open_before(monitoring)
    return rows.select_related("agency", "conclusion__monitoring").order_by("due_on", "pk")


def unanswered(conclusion: Conclusion) -> RecommendationQuerySet:
    """The open recommendations of which the draft does not say yet what became of them."""
    said = FollowUp.objects.filter(conclusion=conclusion)
    return open_recommendations(conclusion.monitoring).besides(said)


@transaction.atomic
def follow_up(
    recommendation: Recommendation,
    conclusion: Conclusion,
    *,
    outcome: str,
    why: str,
    by: User,
    now: datetime,
) -> FollowUp:
    """Say in a draft what became of an earlier recommendation: carried out, or not and why (R23).

    Saying it again replaces what was said; what is carried out is repeated no more. Raises
    `NotAllowed`, `WrongState`, `Refused` where it is not open, or `Invalid` for: outcome, why.
    """
    hold_draft(conclusion, by=by)
    if not open_recommendations(conclusion.monitoring).filter(pk=recommendation.pk).exists():
        raise Refused(_("This recommendation is not open."))
    if outcome not in FollowUp.Outcome.values:
        raise Invalid(_("Say whether it was carried out."), field="outcome")
    if outcome == FollowUp.Outcome.NOT_DONE and not why.strip():
        raise Invalid(_("Say why it was not carried out."), field="why")
    check_unnamed(why=why)
    row, _created = FollowUp.objects.update_or_create(
        recommendation=recommendation,
        conclusion=conclusion,
        defaults={"outcome": outcome, "why": why.strip(), "by": by, "at": now},
    )
    keep_repeats(conclusion)
    return row
