"""Every periodic task of Qoldau, in one table: name, task, when (Asia/Almaty).

A task here only finds what fell due; running it late or twice changes no outcome.
"""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
