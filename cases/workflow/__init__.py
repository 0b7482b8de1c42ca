"""The verbs of cases. Each takes the record, then `by` (who) and `now`; each is one transaction.

They raise `accounts.errors.Refused`: `Invalid` names the field at fault, `NeedsConfirmation` is a
doubt that the user may confirm (`confirmed=True`). What touches a plan as well (accepting a
transfer, exit, termination) lives in the app above and calls `close_case` and `move_case`.
"""

from cases.workflow.assessment import assess, recognise, refuse, start_assessment
from cases.workflow.family import add_member, correct_person, member_left
from cases.workflow.leaving import (
    ask_transfer,
    begin_support,
    close_case,
    move_case,
    withdraw_transfer,
)
from cases.workflow.people import NeedsConfirmation, PersonData
from cases.workflow.records import (
    VisitData,
    add_file,
    add_note,
    hand_over,
    notify_guardianship,
    record_visit,
    report_danger,
)
from cases.workflow.registration import NewCase, register
from cases.workflow.sealing import break_glass, name_readers, seal, seal_of, unseal

__all__ = [
    "NeedsConfirmation",
    "NewCase",
    "PersonData",
    "VisitData",
    "add_file",
    "add_member",
    "add_note",
    "ask_transfer",
    "assess",
    "begin_support",
    "break_glass",
    "close_case",
    "correct_person",
    "hand_over",
    "member_left",
    "move_case",
    "name_readers",
    "notify_guardianship",
    "recognise",
    "record_visit",
    "refuse",
    "register",
    "report_danger",
    "seal",
    "seal_of",
    "start_assessment",
    "unseal",
    "withdraw_transfer",
]
