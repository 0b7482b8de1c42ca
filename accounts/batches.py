"""Periodic work over many records, where one that fails must not hold up the others."""

from collections.abc import Callable, Sequence


def each(ids: Sequence[int], work: Callable[[int], bool]) -> int:
    """Do the work for every id, each in a transaction of its own; returns how many were done.

    Raises an `ExceptionGroup` of what failed, but only after all others had their turn.
    """
    done, faults = 0, []
    for pk in ids:
        try:
            done += work(pk)
        except Exception as fault:  # noqa: BLE001 - raised below, with all others
            faults.append(fault)
    if faults:
        raise ExceptionGroup(f"{len(faults)} of {len(ids)} failed", faults)
    return done
