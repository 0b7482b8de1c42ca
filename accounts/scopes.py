"""In whose name the database is asked (R12): the second layer under `visible_to`.

The application's role owns nothing, and row-level security shows it the rows of the scope alone
that stands when a statement is sent: a user's offices, or a named scope of the system, which sees
the tables that its work needs (the policies stand in the migrations, `docs/security.md` explains
them). Without a scope no row of a protected table is visible, so that a filter that was forgotten
shows nothing instead of everything.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from psycopg import Connection
from psycopg.pq import TransactionStatus


@dataclass(frozen=True)
class Scope:
    """What the policies of the database are told.

    `centres` and `agencies` are those for which the reader works, `regions` those that the reader
    watches, by their codes; `is_country` watches all.
    """

    name: str
    user: int | None = None
    centres: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    is_country: bool = False

    def of_centre(self, centre_id: int, *, user: int | None = None) -> "Scope":
        """The same work on what one Centre has, as far as a seal leaves it to a user."""
        return replace(self, centres=frozenset({centre_id}), user=user)

    @property
    def settings(self) -> dict[str, str]:
        """What is set in the session of the database."""
        return {
            "qoldau.scope": self.name,
            "qoldau.user": str(self.user or ""),
            "qoldau.centres": _array(self.centres),
            # Those that are watched are added by the database, which knows them.
            "qoldau.reach": _array(self.centres),
            "qoldau.agencies": _array(self.agencies),
            "qoldau.regions": _array(self.regions),
            "qoldau.country": "on" if self.is_country else "",
            # What a seal keeps from a user is added by the database as well.
            "qoldau.sealed": "{}",
        }


#: Nobody: no protected row is visible, none can be added.
NOWHERE: Final = Scope("")
#: Before it is known who asks: accounts and keys, nothing of families.
SIGN_IN: Final = Scope("sign_in")
#: Terms, breaches and escalations of the whole country.
SWEEP: Final = Scope("sweep")
#: Open terms and unsent dispatches, which a correction of the calendar moves.
CALENDAR: Final = Scope("calendar")
#: Dispatches that are held; each is then sent in a verb on its own case.
DISPATCH: Final = Scope("dispatch")
#: Which families have no child any more.
GROWING_UP: Final = Scope("growing_up")
#: A family on its way to another Centre, whose persons may be known there and stay behind here.
TRANSFER: Final = Scope("transfer")
#: What stands in the name of somebody who leaves an office.
HANDING_OVER: Final = Scope("handing_over")
#: The quarters of all Centres, and what their figures count: a case may have moved since.
QUARTERS: Final = Scope("quarters")
#: Exports that wait or are over; a register is written in the scope of whoever asked.
EXPORTS: Final = Scope("exports")
#: What leaves: messages that name nobody.
OUTBOX: Final = Scope("outbox")
#: An import into one Centre (`of_centre`).
IMPORT: Final = Scope("import")
#: The one question across Centres: is this exact IIN known.
IIN_QUESTION: Final = Scope("iin_question")
#: A sealed case that is opened for a stated reason, by its number.
BREAK_GLASS: Final = Scope("break_glass")
#: The second step of somebody who lost the telephone.
SECOND_STEP_RESET: Final = Scope("second_step_reset")
#: Closed cases whose period is over; each is anonymised in a verb on it (`of_centre`). And what
#: else is removed when its period is over.
ERASING: Final = Scope("erasing")
#: The log of readings, to seal and to verify it.
SEALING: Final = Scope("sealing")
#: Commands of whoever runs the installation: verifying what was signed, new keys, demo data.
MAINTENANCE: Final = Scope("maintenance")

_current: ContextVar[Scope] = ContextVar("scope", default=NOWHERE)


def current() -> Scope:
    """The scope in which this request, task or command asks now."""
    return _current.get()


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Ask the database in a scope, and afterwards in the one before; also decorates a function."""
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


def enter(scope: Scope) -> None:
    """Go on in a scope until the surrounding `within` ends, once it is known who asks."""
    _current.set(scope)


def work_on(case_id: int) -> None:
    """Let the verb of this transaction see the whole case that it changes.

    A verb of an agency meets terms of the Centre, and a transfer moves what the other Centre has.
    The caller has fetched through `visible_to` what it works on; with the transaction it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('qoldau.cases', (qoldau_ids('cases') || %s::bigint)::text, true)",
            [case_id],
        )


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it; ids and codes of territories need no quotes."""
    return "{" + ",".join(str(value) for value in sorted(values)) + "}"


# What the database adds itself, from what it was told before in the same statement, whose outputs
# PostgreSQL computes from left to right.
_ADD_WATCHED: Final = (
    "set_config('qoldau.reach', (qoldau_ids('centres') || qoldau_watched())::text, false)"
)
# The function is of the app of the cases.
_ADD_SEALED: Final = "set_config('qoldau.sealed', qoldau_sealed(%s)::text, false)"


@dataclass(frozen=True)
class _Told:
    """What a session was told, and how deep in a transaction, if in one: its end takes it back."""

    scope: Scope
    depth: int | None


_told: "WeakKeyDictionary[Connection[Any], _Told]" = WeakKeyDictionary()


def listen(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Tell each session of the application's role its scope before it is asked anything."""
    ours = connection.settings_dict["USER"] == settings.DATABASE_APP_ROLE
    if ours and _in_scope not in connection.execute_wrappers:
        connection.execute_wrappers.append(_in_scope)


def _in_scope(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    wrapper = context["connection"]
    _tell(wrapper, current())
    try:
        return execute(sql, params, many, context)
    finally:
        if str(sql).startswith("ROLLBACK TO SAVEPOINT"):
            _forget(wrapper)


def _tell(wrapper: BaseDatabaseWrapper, scope: Scope) -> None:
    session: Connection[Any] = wrapper.connection
    status = session.info.transaction_status
    if status == TransactionStatus.INERROR:
        return
    told = _told.get(session)
    if told and told.scope == scope and (told.depth is None or status != TransactionStatus.IDLE):
        return
    values = scope.settings
    if status == TransactionStatus.IDLE or scope in (NOWHERE, SIGN_IN):
        # Only the verb that took its turn sees the case in hand, to the end of its transaction,
        # whatever scopes of the system it passes through.
        values["qoldau.cases"] = ""
    calls = ["set_config(%s, %s, false)"] * len(values)
    given: list[Any] = [part for pair in values.items() for part in pair]
    if scope.regions or scope.is_country:
        calls.append(_ADD_WATCHED)
    if scope.user:
        calls.append(_ADD_SEALED)
        given.append(timezone.now())
    session.execute(f"SELECT {', '.join(calls)}", given)
    depth = len(wrapper.savepoint_ids) if wrapper.in_atomic_block else None
    _told[session] = _Told(scope, depth)


def _forget(wrapper: BaseDatabaseWrapper) -> None:
    """A session that went back to before it was told is told again."""
    told = _told.get(wrapper.connection)
    if told and told.depth is not None and told.depth > len(wrapper.savepoint_ids):
        del _told[wrapper.connection]
