"""Keep the working calendar: `calendar seed`, `calendar correct`, `calendar show` (R24)."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts import scopes
from accounts.errors import Refused
from accounts.models import User
from agencies import reference, reference_calendar
from agencies.models import CalendarDay
from monitoring import calendar


class Command(BaseCommand):
    help = "Seed, correct and show the working calendar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        seed = verbs.add_parser("seed", help="propose the days of which nothing is said yet")
        seed.add_argument(
            "--years", type=int, nargs="+", help="by default 2023 to the year after next"
        )
        show = verbs.add_parser("show", help="the days that differ from Monday to Friday")
        show.add_argument("year", type=int)
        correct = verbs.add_parser("correct", help="say by which act a day is worked or off")
        correct.add_argument("day", type=date.fromisoformat, help="YYYY-MM-DD")
        correct.add_argument("what", choices=["working", "off"])
        correct.add_argument("--act", required=True, help="act, number and date")
        correct.add_argument("--reason", required=True)
        correct.add_argument("--by", required=True, help="e-mail of the administrator")
        correct.add_argument("--name-kk", default="", help="name of the day in Kazakh")
        correct.add_argument("--name-ru", default="", help="name of the day in Russian")
        correct.add_argument("--yes", action="store_true", help="do not ask")

    @scopes.within(scopes.CALENDAR)
    def handle(self, *args: Any, **options: Any) -> None:
        verb = {"seed": self.seed, "show": self.show, "correct": self.correct}[options["verb"]]
        try:
            verb(options)
        except Refused as error:
            raise CommandError(str(error)) from error

    def seed(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        years = options["years"] or reference.calendar_years(now)
        rows, moved = calendar.seed(years, now=now)
        for row in rows:
            self.say(row)
        self.stdout.write(_added(len(rows)))
        self.stdout.write(_moved(moved))
        for day in reference_calendar.differences(years):
            self.stdout.write(gettext("%s: differs from what is proposed") % day)

    def show(self, options: dict[str, Any]) -> None:
        rows = CalendarDay.objects.filter(day__year=options["year"])
        for row in rows.order_by("day", "-id").distinct("day"):
            self.say(row)

    def correct(self, options: dict[str, Any]) -> None:
        by = User.objects.filter(email=options["by"].strip().lower()).first()
        if by is None:
            raise CommandError(gettext("There is no user with this e-mail."))
        is_working = options["what"] == "working"
        self.preview(calendar.preview(options["day"], is_working=is_working))
        if not options["yes"] and not self.agreed():
            raise CommandError(gettext("Nothing was changed."))
        done = calendar.correct_day(
            options["day"],
            is_working=is_working,
            name_kk=options["name_kk"],
            name_ru=options["name_ru"],
            act=options["act"],
            reason=options["reason"],
            by=by,
            now=timezone.now(),
        )
        self.say(done.day)
        self.stdout.write(_moved(done.moved))

    def preview(self, found: calendar.Preview) -> None:
        for move in found.moves:
            dates = f"{move.old_due_on} -> {move.new_due_on}"
            self.stdout.write(f"{dates}  {move.term}, {move.started_on}: {move.rows}")
        self.stdout.write(_would_move(found.terms))

    def agreed(self) -> bool:
        return input(gettext("Correct the calendar? Type yes: ")).strip() == "yes"

    def say(self, row: CalendarDay) -> None:
        sign = "+" if row.is_working else "-"
        said = [row.name_kk, row.name_ru, row.act, "?" if row.estimated else ""]
        self.stdout.write(f"{row.day} {sign} {' | '.join(filter(None, said))}".rstrip())


def _added(count: int) -> str:
    return ngettext("%s day was added.", "%s days were added.", count) % count


def _would_move(count: int) -> str:
    return ngettext("%s open term would move.", "%s open terms would move.", count) % count


def _moved(count: int) -> str:
    return ngettext("%s open term moved.", "%s open terms moved.", count) % count
