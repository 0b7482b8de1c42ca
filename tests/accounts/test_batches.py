"""One record that fails does not hold up the others, and is not forgotten."""

import pytest

from accounts.batches import each


def test_all_others_have_their_turn_before_a_fault_is_raised() -> None:
    seen = []

    def work(pk: int) -> bool:
        seen.append(pk)
        if pk == 2:
            raise ZeroDivisionError
        return True

    with pytest.raises(ExceptionGroup) as raised:
        each([1, 2, 3], work)
    assert seen == [1, 2, 3]
    assert [type(fault) for fault in raised.value.exceptions] == [ZeroDivisionError]


def test_what_was_done_is_counted() -> None:
    assert each([1, 2, 3], lambda pk: pk != 2) == 2
