"""The one kind of error an action raises."""


class DomainError(Exception):
    """A rule of the domain refuses the step; nothing was changed.

    `message` is a Dutch sentence for the person at the screen, without personal data; `field` names the
    form field it belongs to; `code` is stable and in English, for the API and for tests.
    """

    def __init__(self, message: str, *, field: str | None = None, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class NotAllowed(DomainError):
    """The object may be seen, but this account may not do this to it (shown as 403)."""

    def __init__(self, message: str = "U mag dit niet doen.", *, code: str = "not_allowed") -> None:
        super().__init__(message, code=code)
