"""Registers of what was done, at every level and in every body (R7, clause 4(4)).

One more register is a `Register` of its own, entered in the table below: address, page, filters,
export, rights and log follow from it.
"""

from typing import Final

from monitoring.registers.base import Reader, Register, readers
from monitoring.registers.breaches import BREACHES
from monitoring.registers.cases import CASES
from monitoring.registers.conclusions import CONCLUSIONS
from monitoring.registers.execution import ACTIVITIES, REPORTS
from monitoring.registers.plans import DISPATCHES, PLANS

#: Every register by its name in the address, in the order of a case's life; then the quarters.
REGISTERS: Final = {
    register.name: register
    for register in (CASES, PLANS, DISPATCHES, ACTIVITIES, REPORTS, BREACHES, CONCLUSIONS)
}

__all__ = ["REGISTERS", "Reader", "Register", "readers"]
