"""The Order clause by clause: its words, what the system does, and what is only our reading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from agencies import deadlines, settings
from regulations.clauses import act
from regulations.readings import READINGS
from regulations.terms import TERMS, Term


def regulations(request: HttpRequest) -> HttpResponse:
    """Kazakh wording, unofficial Russian, terms and readings of each clause; open to everybody."""
    clauses = [
        {
            "chapter": chapter,
            "clause": clause,
            "terms": [
                {"term": term, "name": term_name(term), "days": deadlines.length(term)}
                for term in TERMS.values()
                if term.clause == str(clause.number)
            ],
            "readings": [
                {"reading": reading, "text": reading_text(reading)}
                for reading in READINGS.values()
                if clause.number in {at.clause for at in reading.at}
            ],
        }
        for chapter in act().chapters
        for clause in chapter.clauses
    ]
    context = {
        "act": act(),
        "clauses": clauses,
        "in_force": settings.value("redaction_in_force_on"),
    }
    return render(request, "agencies/regulations.html", context)


def reading_text(reading: object) -> str:
    """A reading in the reader's language."""
    return str(getattr(reading, f"text_{get_language() or 'kk'}"))


def reading_ground(reading: object) -> str:
    """On what a reading rests, in the reader's language."""
    return str(getattr(reading, f"why_{get_language() or 'kk'}"))


def term_name(term: Term) -> str:
    """A term in the reader's language."""
    return str(getattr(term, f"name_{get_language() or 'kk'}"))
