"""Ask the working calendar: `workdays add 2026-03-20 2`, `workdays count 2024` (R24)."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts import due_dates
from agencies import deadlines
from agencies.calendar import working_calendar
from regulations.working_days import CalendarRangeError

MONTHS = range(1, 13)


class Command(BaseCommand):
    help = "Count working days under the calendar in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="when a term ends: the date, then why, day by day")
        add.add_argument("start", type=date.fromisoformat, help="the day of the event, YYYY-MM-DD")
        add.add_argument("days", type=int, help="working days")
        count = verbs.add_parser("count", help="working days of each month and of the year")
        count.add_argument("year", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verb"] == "add":
                self.add(options["start"], options["days"])
            else:
                self.count(options["year"])
        except CalendarRangeError as error:
            raise CommandError(str(error)) from error

    def add(self, start: date, days: int) -> None:
        if days < 1:
            raise CommandError(gettext("A term has at least one working day."))
        derivation = deadlines.explain(start, days)
        self.stdout.write(derivation.due.isoformat())
        for line in due_dates.explain(derivation.as_json()):
            number = "" if line.number is None else str(line.number)
            said = f"{line.why}: {line.name}" if line.name else line.why
            weekday = date_format(line.day, "l").lower()
            self.stdout.write(f"{line.day} {number:>3}  {weekday}, {said}")

    def count(self, year: int) -> None:
        calendar = working_calendar()
        months = [calendar.working_days_in_month(year, month) for month in MONTHS]
        for month, days in zip(MONTHS, months, strict=True):
            self.stdout.write(f"{year}-{month:02} {days}")
        self.stdout.write(f"{year} {sum(months)}")
