"""The one way a state changes: a row of a transition table, compare-and-swap, a log row.

A record with a state derives from `Stateful`, names its `machine` (a `Machine` written in the
app's `states.py`) and says which roles a user holds towards it (`roles_of`). The verbs stand in
the app's `workflow.py` and call `transition()`; nothing else saves a changed state.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models

from accounts.errors import NotAllowed, SomebodyWasFirst, WrongState
from accounts.models import TransitionRecord, User
from accounts.roles import Role

Condition = Callable[["User | None", Any], None]


@dataclass(frozen=True)
class Transition:
    """One row: who may move a record from where to where, under which clause.

    `meets` and `starts` name terms of `regulations.terms`. `condition` is the app's further rule;
    it raises `accounts.errors.Refused`.
    """

    verb: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]
    label: object
    clause: str = ""
    meets: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    condition: Condition | None = None
    needs_reason: bool = False

    def check_role(self, user: User | None, record: "Stateful") -> None:
        """Raise `NotAllowed` unless the user (None: the system) holds a role of this row."""
        held = record.roles_of(user) if user else frozenset({Role.SYSTEM})
        if not self.roles & held:
            raise NotAllowed


@dataclass(frozen=True)
class Machine:
    """The transition table of one model. A verb stands once for each state it starts from."""

    rows: tuple[Transition, ...]
    _index: dict[tuple[str, str], Transition] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[tuple[str, str], Transition] = {}
        for row in self.rows:
            for source in row.sources:
                if (row.verb, source) in index:
                    raise ValueError(f"{row.verb} from {source} stands twice")
                index[row.verb, source] = row
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.rows)

    @property
    def verbs(self) -> frozenset[str]:
        return frozenset(row.verb for row in self.rows)

    def row(self, verb: str, state: str) -> Transition:
        """The row for a verb in a state; raises `WrongState` where there is none."""
        if verb not in self.verbs:
            raise ValueError(f"unknown verb {verb}")
        try:
            return self._index[verb, state]
        except KeyError:
            raise WrongState from None

    def from_state(self, state: str) -> Iterable[Transition]:
        return (row for row in self.rows if state in row.sources)


class Stateful(models.Model):
    """A record whose `state` changes through `transition()` only."""

    machine: ClassVar[Machine]
    state: Any
    pk: Any

    class Meta:
        abstract = True

    def lock(self) -> None:
        """Hold the row until the transaction ends, and read what it says now."""
        rows = type(self)._base_manager.select_for_update(of=("self",))
        self.refresh_from_db(from_queryset=rows)

    def roles_of(self, user: User) -> frozenset[Role]:
        """The roles that the user holds towards this record today."""
        raise TypeError(f"{type(self).__name__} must say who holds which role")

    def log_row(self) -> TransitionRecord:
        """An unsaved row of the app's log that points at this record."""
        raise TypeError(f"{type(self).__name__} must name its log")


def check(record: Stateful, verb: str, *, by: User | None) -> Transition:
    """The row if the verb is possible now; else raises what `Refused` fits."""
    row = record.machine.row(verb, record.state)
    row.check_role(by, record)
    if row.condition:
        row.condition(by, record)
    return row


def transition(
    record: Stateful,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
    **changes: Any,
) -> TransitionRecord:
    """Move a record by a verb, with `changes` to its other fields, and log it.

    Compare-and-swap on the state: of two simultaneous calls one gets `SomebodyWasFirst`.
    Must run inside the verb's transaction, so that log, terms and outbox share its fate.
    Raises `WrongState`, `NotAllowed`, `SomebodyWasFirst`, or what the row's condition raises.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a transition needs the verb's transaction")
    row = check(record, verb, by=by)
    manager: models.Manager[Any] = type(record)._base_manager
    old = record.state
    if not manager.filter(pk=record.pk, state=old).update(state=row.target, **changes):
        raise SomebodyWasFirst
    for name, value in {"state": row.target, **changes}.items():
        setattr(record, name, value)
    return _log(record, row, old=old, by=by, now=now, reason=reason, details=details)


def _log(
    record: Stateful,
    row: Transition,
    *,
    old: str,
    by: User | None,
    now: datetime,
    reason: str,
    details: dict[str, Any] | None,
) -> TransitionRecord:
    entry = record.log_row()
    entry.verb, entry.from_state, entry.to_state = row.verb, old, row.target
    entry.by, entry.at, entry.clause = by, now, row.clause
    entry.reason, entry.details = reason, details or {}
    entry.save(force_insert=True)
    return entry


def log_creation(record: Stateful, verb: str, *, by: User | None, now: datetime) -> None:
    """The first log row of a record: it came into being in its present state."""
    entry = record.log_row()
    entry.verb, entry.from_state, entry.to_state = verb, "", record.state
    entry.by, entry.at = by, now
    entry.save(force_insert=True)


def available(record: Stateful, user: User) -> list[Transition]:
    """The rows that the user's role allows from the present state, for the page's buttons."""
    held = record.roles_of(user)
    return [row for row in record.machine.from_state(record.state) if row.roles & held]
