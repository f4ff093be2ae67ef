"""Errors raised on purpose; each class has one French sentence in ``wording``."""


class ClsDashError(Exception):
    """Base of every error this package raises on purpose."""


class UndefinedMeasureError(ClsDashError, ValueError):
    """A measure has no value for these inputs (no action, no inhabitant…)."""


class InvalidInputError(ClsDashError, ValueError):
    """Inputs contradict each other or are out of range (lengths, negative counts…)."""


class StoreError(ClsDashError):
    """The store cannot be read: absent, of another version, or damaged."""


class PublicationError(ClsDashError):
    """A new store failed its verification; the published one is left as it was."""


class UnknownTerritoryError(ClsDashError, LookupError):
    """No territory of the store has this slug."""


class UnknownCommuneError(ClsDashError, LookupError):
    """The commune is not one of this territory's."""
