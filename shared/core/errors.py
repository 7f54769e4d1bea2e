"""The errors of Avexra, as a tree.

AvexraError
├── UserError        safe to show as it is: one sentence that says what to do
│   ├── NotPermittedError
│   └── TooCostlyError
├── TransientError   the world failed for now: retry
│   └── TimedOutError
└── InternalError    a defect or a broken contract: alarm, and a plain sentence for the person
"""


class AvexraError(Exception):
    """Root of every exception this program raises on purpose."""


class UserError(AvexraError):
    """The request cannot be served as it stands; the message is one sentence for the person."""


class NotPermittedError(UserError):
    """The asker may not see or do this."""


class TooCostlyError(UserError):
    """A statement's plan passes the budget of one answer; it was not run."""


class TransientError(AvexraError):
    """Something outside failed in a way that a later try may not."""


class TimedOutError(TransientError):
    """A deadline passed and the work was stopped."""


class InternalError(AvexraError):
    """A defect: never shown, always reported."""
