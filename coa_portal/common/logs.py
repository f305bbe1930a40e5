"""Keeps personal data out of log lines (DESIGN §10, R11)."""

import logging
import re
from types import TracebackType

# BSN (8 or 9 digits) and V-nummer (10), also written in groups
_NUMBERS = r"\b\d(?:[ .\u00a0]?\d){7,9}\b|\b\d{2,4}-\d{3}-\d{2,4}\b"
# a key of a row: in one of forty-three the first eight signs happen to be digits, and a blanked key finds nothing back
_KEY = r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"
_KEY_OR_NUMBER = re.compile(f"({_KEY})|{_NUMBERS}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
# what the module `warnings` makes of a warning: where, which kind, what it says
_WARNING = re.compile(r"^(.*?:\d+: \w+):.*$", re.DOTALL)
_MOST_CHAINED = 20


class WithoutData(logging.Filter):
    """Blank numbers that may be a BSN or V-nummer and e-mail addresses in every line, and keep it one line.

    Tracebacks keep their frames but lose the message of the exception, its notes and the exceptions before it, where
    values of a form or a database row end up. A message that quotes the exception loses the quotation.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drop a line, and never raise."""
        message = _message(record)
        if record.exc_info and record.exc_info[0] is not None and record.exc_info[1] is not None:
            kind, error, trace = record.exc_info
            if record.name.startswith("celery"):
                # Celery quotes the exception, and what the task was called with, in lines of its own
                message = f"task failed: {kind.__name__}"
            message = _without_quotes(message, error)
            record.exc_info = _bare(kind, trace)
        if record.name == "py.warnings":
            message = _WARNING.sub(r"\1", message)
        record.exc_text = None  # made by a handler that came before, with everything in it
        message = _MAIL.sub("[e-mail]", _without_numbers(message))
        record.msg, record.args = _CONTROL.sub(" ", message), ()
        return True


def _without_numbers(message: str) -> str:
    return _KEY_OR_NUMBER.sub(lambda found: found[1] or "[nummer]", message)


def _message(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if isinstance(record.args, tuple):
        record.args = tuple(
            type(value).__name__ if isinstance(value, BaseException) else value for value in record.args
        )
    try:
        return record.getMessage()
    except Exception:  # a line whose values do not fit its text; those values may be anything
        return f"log line that cannot be made, at {record.pathname}:{record.lineno}"


def _without_quotes(message: str, error: BaseException) -> str:
    """The message without what the exceptions say, which code likes to repeat."""
    step: BaseException | None = error
    for _ in range(_MOST_CHAINED):
        if step is None:
            break
        for quote in (repr(step), str(step)):
            if quote.strip():
                message = message.replace(quote, type(step).__name__)
        step = step.__cause__ or step.__context__
    return message


def _bare(
    kind: type[BaseException], trace: TracebackType | None
) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    return kind, Exception(kind.__name__), trace
