"""For each verb of the API: on which record it is asked, with which inputs, and who may do it.

The record is named as in the sets of `tests.fuzzing.records`; so is, by `Of`, what inputs point at.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.factories import made_up_iin

STAFF: Final = frozenset({"caseworker", "head"})
HEAD: Final = frozenset({"head"})
AGENCY: Final = frozenset({"agency_worker", "agency_supervisor", "key"})
NOBODY: Final[frozenset[str]] = frozenset()
TODAY, LATER = "2026-03-20", "2026-04-10"
WHY: Final = {"reason": "It has to be so."}


@dataclass(frozen=True)
class Of:
    """The id that stands in a set under a name, or a list with it."""

    name: str
    many: bool = False


@dataclass(frozen=True)
class Sample:
    """A call that is as it should be: the record, the inputs, and the readers for whom it works."""

    record: str
    readers: frozenset[str]
    body: dict[str, Any] = field(default_factory=dict)


PERSON: Final = {
    "last_name": "Жаңабаева",
    "first_name": "Айым",
    "iin": made_up_iin(900),
    "sex": "f",
    "confirmed": True,
}
ITEM: Final = {
    "kind": "adaptation",
    "executor": "agency",
    "agency": Of("agency"),
    "title": "Help at school",
    "description": "A tutor.",
    "persons": Of("person draft", many=True),
    "due_on": "2026-03-31",
}

SAMPLES: Final[dict[str, Sample]] = {
    "activities_accept": Sample("activity sent", AGENCY),
    "activities_ask_later_date": Sample(
        "activity sent", AGENCY, {"due_on": LATER, "reason": "Illness."}
    ),
    "activities_decline": Sample("activity sent", AGENCY, WHY),
    "activities_end_unfinished": Sample("activity reported partly", STAFF, WHY),
    "activities_insist": Sample("activity declined", STAFF, WHY),
    "activities_mark_executed": Sample("activity reported", STAFF),
    "activities_report": Sample(
        "activity accepted", AGENCY, {"result": "done", "done_on": TODAY, "text": "A tutor comes."}
    ),
    "activities_return_for_rework": Sample(
        "activity reported", STAFF, {"ground": "proof", "new_due_on": "2026-04-06"}
    ),
    "activities_take_over": Sample("activity accepted", AGENCY),
    "activities_withdraw_report": Sample("activity reported", AGENCY),
    "cases_add_file": Sample("case detected", STAFF, {"file": b"%PDF-1.7 made up"}),
    "cases_add_member": Sample("case detected", STAFF, {**PERSON, "relation": "other"}),
    "cases_add_note": Sample("case detected", STAFF, {"text": "The grandmother will take part."}),
    "cases_ask_transfer": Sample(
        "case recognised", STAFF, {"to_centre": Of("asked from"), "reason": "The family moves."}
    ),
    "cases_assess": Sample(
        "case detected",
        STAFF,
        {
            "occasion": "intake",
            "level": "D",
            "directions": Of("directions"),
            "risks": Of("risks"),
        },
    ),
    "cases_correct_person": Sample(
        "case detected", STAFF, {**PERSON, "person": Of("person"), "iin": made_up_iin(901)}
    ),
    "cases_find_exit": Sample("case assessed", HEAD, {"on": TODAY, "reason": "Work is found."}),
    "cases_hand_over": Sample("case detected", STAFF, {"to": Of("colleague")}),
    "cases_member_left": Sample("case detected", STAFF, {"person": Of("child"), "left_on": TODAY}),
    "cases_notify_guardianship": Sample(
        "case danger", STAFF, {"to_whom": "The body.", "sent_on": TODAY}
    ),
    "cases_recognise": Sample("case assessing", HEAD, {"grounds": ["G10"]}),
    "cases_record_visit": Sample(
        "case detected", STAFF, {"visited_on": TODAY, "arrived_at": "09:00", "findings": "Warm."}
    ),
    "cases_refuse": Sample("case assessing", HEAD, WHY),
    "cases_report_danger": Sample("case detected", STAFF, WHY),
    "cases_start_assessment": Sample("case detected", STAFF),
    "cases_terminate": Sample("case detected", HEAD, {"closure": "not_found", **WHY}),
    "cases_register": Sample(
        "",
        STAFF,
        {
            "centre": Of("centre"),
            "persons": [{**PERSON, "iin": made_up_iin(902), "relation": "self"}],
            "source": "hotline",
            "detected_on": TODAY,
            "territory": Of("territory"),
            "confirmed": True,
        },
    ),
    "dispatches_block": Sample("dispatch pending", HEAD, WHY),
    "dispatches_hold": Sample("dispatch pending", HEAD),
    "dispatches_note_paper_received": Sample("dispatch paper", STAFF, {"received_on": TODAY}),
    "dispatches_send": Sample("dispatch pending", HEAD),
    "extensions_grant": Sample("extension", STAFF),
    "extensions_refuse": Sample("extension", STAFF, WHY),
    "plan_items_change": Sample("item draft", STAFF, ITEM),
    "plan_items_remove": Sample("item draft", STAFF),
    "plans_add_item": Sample("plan draft", STAFF, ITEM),
    "plans_approve": Sample("plan submitted", HEAD),
    "plans_complete": Sample("plan executed", HEAD),
    "plans_leave_child_out": Sample("plan draft", STAFF, {"person": Of("child draft"), **WHY}),
    "plans_new_version": Sample("plan running", STAFF, WHY),
    "plans_record_agreement": Sample(
        "plan draft",
        STAFF,
        {"answer": "agreed", "person": Of("person draft"), "answered_on": TODAY},
    ),
    "plans_return_plan": Sample("plan submitted", HEAD, WHY),
    "plans_set_aim": Sample("plan draft", STAFF, {"aim": "The son is at school."}),
    "plans_submit": Sample("plan draft", STAFF),
    "plans_take_back": Sample("plan submitted", STAFF),
    "plans_terminate": Sample("plan running", HEAD, WHY),
    "plans_draft": Sample("", STAFF, {"case": Of("case recognised"), "aim": "Work."}),
    "transfers_accept": Sample("transfer incoming", HEAD, {"responsible": Of("colleague")}),
    "transfers_refuse": Sample("transfer incoming", HEAD, WHY),
    "transfers_withdraw": Sample("transfer", STAFF),
    "activities_retrieve": Sample("activity sent", STAFF | AGENCY),
    "cases_retrieve": Sample("case detected", STAFF),
    "dispatches_retrieve": Sample("dispatch pending", STAFF),
    "dispatches_whole_plan": Sample("dispatch pending", STAFF),
    "extensions_retrieve": Sample("extension", STAFF | AGENCY),
    "plan_items_retrieve": Sample("item draft", STAFF),
    "plans_retrieve": Sample("plan running", STAFF),
    "transfers_retrieve": Sample("transfer", STAFF),
}
