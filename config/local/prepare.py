"""Brings a database up to date in one Django process: tables, reference data, the demo.

`python -m config.local.prepare [--demo SIGNINS]`; with --demo the demo is made where there is
none, and its sign-ins are written to that file.
"""

import argparse
from pathlib import Path

import django
from django.core.management import call_command, get_commands


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", type=Path, metavar="SIGNINS")
    signins = parser.parse_args().demo
    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    call_if_there("load_reference_data", verbosity=0)
    if signins:
        call_if_there("demo", if_empty=True)
        with signins.open("w") as output:
            call_if_there("demo_signins", stdout=output)


def call_if_there(name: str, **options: object) -> None:
    if name in get_commands():
        call_command(name, **options)


if __name__ == "__main__":
    main()
