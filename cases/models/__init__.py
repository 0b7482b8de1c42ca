"""Tables of persons, families and cases."""

from cases.models.cases import (
    Case,
    CaseCounter,
    CaseDeadline,
    CaseDeadlineMove,
    CaseGround,
    CaseTransition,
    ImportedCase,
    Transfer,
)
from cases.models.erasures import Erasure
from cases.models.looks import Look
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
from cases.models.seals import Seal, SealReader

__all__ = [
    "Assessment",
    "AssessmentDirection",
    "AssessmentRisk",
    "Case",
    "CaseCounter",
    "CaseDeadline",
    "CaseDeadlineMove",
    "CaseGround",
    "CaseTransition",
    "Erasure",
    "Family",
    "FamilyMember",
    "Ground",
    "ImportedCase",
    "Look",
    "Note",
    "Person",
    "RiskIndicator",
    "Seal",
    "SealReader",
    "StoredFile",
    "Transfer",
    "Visit",
    "VisitParticipant",
    "WellbeingDirection",
    "WellbeingLevel",
]
