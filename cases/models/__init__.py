"""Tables of persons, families and cases."""

from cases.models.cases import (
    Case,
    CaseDeadline,
    CaseDeadlineMove,
    CaseGround,
    CaseTransition,
    Transfer,
)
from cases.models.people import Family, FamilyMember, Person
from cases.models.records import (
    Assessment,
    AssessmentDirection,
    AssessmentRisk,
    Note,
    StoredFile,
    Visit,
    VisitParticipant,
)
from cases.models.reference import Ground, RiskIndicator, WellbeingDirection, WellbeingLevel

__all__ = [
    "Assessment",
    "AssessmentDirection",
    "AssessmentRisk",
    "Case",
    "CaseDeadline",
    "CaseDeadlineMove",
    "CaseGround",
    "CaseTransition",
    "Family",
    "FamilyMember",
    "Ground",
    "Note",
    "Person",
    "RiskIndicator",
    "StoredFile",
    "Transfer",
    "Visit",
    "VisitParticipant",
    "WellbeingDirection",
    "WellbeingLevel",
]
