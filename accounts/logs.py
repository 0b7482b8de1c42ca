"""How an entry of the log is written."""

import logging


class Entries(logging.Formatter):
    """When (with the offset from UTC), how grave, who says it, and what.

    An entry begins a line and nothing else does: what somebody sent cannot pass for one.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(super().format(record).splitlines())
