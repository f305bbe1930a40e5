"""Keeps personal data out of log lines (DESIGN §10, R11)."""

import logging
import re

# BSN (8 or 9 digits) and V-nummer (10), also written in groups
_NUMBERS = re.compile(r"\b\d(?:[ .]?\d){7,9}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class WithoutData(logging.Filter):
    """Blank numbers that may be a BSN or V-nummer and e-mail addresses in every line.

    Tracebacks keep their frames but lose the message of the exception, where values of a form or a
    database row end up.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drop a line."""
        message = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None and record.name.startswith("celery"):
            # Celery quotes the exception in its own line
            message = f"task failed: {record.exc_info[0].__name__}"
        record.msg = _MAIL.sub("[e-mail]", _NUMBERS.sub("[nummer]", message))
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.exc_info = (
                kind,
                kind("weggelaten") if kind is Exception else Exception(kind.__name__),
                trace,
            )
        return True
