"""The rules R1 to R26: which clauses each carries out, and what it comes to in short.

The wording of a rule is the wording of its clauses (`clauses.py`), never a second copy of it; its
terms are those of `terms.py` that name it. Tests and screens cite a rule by its id.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from regulations.clauses import Citation, Language, wording
from regulations.terms import TERMS, Term


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `in_force` None: the day of the setting `redaction_in_force_on`."""

    id: str
    citations: tuple[Citation, ...]
    summary_en: str
    in_force: date | None = None

    @property
    def clauses(self) -> tuple[int, ...]:
        """The clauses it rests on, each once, as a test marks them."""
        return tuple(dict.fromkeys(at.clause for at in self.citations))

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for term in TERMS.values() if self.id in term.rules)

    def wording(self, language: Literal["kk", "ru"]) -> str:
        """The Order's words in Kazakh, or their unofficial Russian translation."""
        return wording(self.citations, language)

    def cited(self, language: Language) -> tuple[str, ...]:
        """Its clauses as a screen shows them."""
        return tuple(at.shown(language) for at in self.citations)


def _rule(number: int, *, at: str, says: str) -> Rule:
    return Rule(f"R{number}", tuple(Citation.parse(part) for part in at.split(", ")), says)


_RULES: Final = (
    _rule(
        1,
        at="1, 2",
        says="Prevention, early detection and overcoming of a difficult life situation from the "
        "moment of detection; coordination of the state bodies of twelve sectors; prevention of "
        "offences and violence.",
    ),
    _rule(
        2,
        at="3(1), 3(4), 4(8)",
        says="The unified digital system of the social-labour sphere, the Digital Family Card, and "
        "exchange through the gateway of the digital government, including on people under the "
        "probation service.",
    ),
    _rule(
        3,
        at="3(3), 3(5)",
        says="A difficult life situation is recognised on the grounds of the Social Code.",
    ),
    _rule(
        4,
        at="3(7), 4(7), 13",
        says="Identify and lower the risks of offending, victimisation and social ill-being; "
        "prevent relapse.",
    ),
    _rule(
        5,
        at="4(1)",
        says="Reliable and timely information on guaranteed rights, measures of state support and "
        "how to get them.",
    ),
    _rule(6, at="4(2)", says="Optimised, standard document flow."),
    _rule(
        7,
        at="4(4)",
        says="Reporting on the execution of plans at all levels and in all bodies taking part.",
    ),
    _rule(
        8,
        at="4(6), 7(2)",
        says="Draw the family into the activities and into developing its own potential.",
    ),
    _rule(9, at="5", says="The participants are bodies and organisations of the twelve sectors."),
    _rule(
        10,
        at="6, 7(1)",
        says="The Centre coordinates, and ensures execution of the adopted plan within the terms "
        "of the law.",
    ),
    _rule(
        11,
        at="7(2)",
        says="In families with children the needs and interests of the child come first.",
    ),
    _rule(
        12,
        at="7(3), 11",
        says="Confidentiality while the plan is carried out; the law on personal data is kept.",
    ),
    _rule(
        13,
        at="7(4)",
        says="System and continuity in the stages of state support.",
    ),
    _rule(
        14,
        at="7(5), 7(6), 5 para 3",
        says="Constant monitoring of the quality of coordination; part in preventing offences and "
        "violence, as subjects of prevention.",
    ),
    _rule(
        15,
        at="8",
        says="The Centre draws up and approves the plan under Order 256-НҚ; the plan holds "
        "measures of social adaptation, of social reintegration, of lowering the risk of relapse "
        "and of lowering the risk of offences.",
    ),
    _rule(
        16,
        at="9",
        says="Within two working days the Centre sends the plan to the bodies drawn in, within "
        "their competence.",
    ),
    _rule(
        17,
        at="10",
        says="State bodies give support within their competence and (or) within the terms of the "
        "law on public services, under the register of public services (Order 39/НҚ).",
    ),
    _rule(
        18,
        at="11",
        says="Bodies and organisations give the Centre information on execution by the dates in "
        "the plan; it may tell of lower social and behavioural risks.",
    ),
    _rule(
        19,
        at="11",
        says="Within two working days from the day of receipt the Centre follows up the execution "
        "and marks its status; where the law on public services was not kept it returns the plan "
        "for rework.",
    ),
    _rule(
        20,
        at="12",
        says="When the activities are executed in full, the Centre marks completion within one "
        "working day, with the date of completion.",
    ),
    _rule(
        21,
        at="13",
        says="Every quarter the Centre monitors the joint work, taking into account changes of "
        "social status and the aggregated indicators of social factors.",
    ),
    _rule(
        22,
        at="14",
        says="On the results the Centre draws a conclusion on the effectiveness of the interagency "
        "work.",
    ),
    _rule(
        23,
        at="14, 3(2)",
        says="The conclusion names shortcomings, if any, and recommendations to remove them, which "
        "are sent to the authorised body: the central body for state family policy.",
    ),
    _rule(
        24,
        at="9, 11, 12",
        says="The terms are counted in working days.",
    ),
    _rule(
        25,
        at="3(6), 4(2), 5 para 2",
        says="The aim is that the family leaves the difficult life situation.",
    ),
    _rule(
        26,
        at="4(3), 4(5)",
        says="Quality and consistency of services; the technologies of social work of the "
        "professional standards.",
    ),
)

RULES: Final = {rule.id: rule for rule in _RULES}
