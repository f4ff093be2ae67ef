"""Errors raised on purpose; each class has one French sentence in ``error_sentences``."""

from collections.abc import Sequence


class ClsDashError(Exception):
    """Base of every error this package raises on purpose."""


class UndefinedMeasureError(ClsDashError, ValueError):
    """A measure has no value for these inputs (no action, no inhabitant…)."""


class UnsolvedError(ClsDashError):
    """The time allowed to a solver was up before it found anything."""


class InvalidInputError(ClsDashError, ValueError):
    """Inputs contradict each other or are out of range (lengths, negative counts…)."""


class EmptyPerimeterError(UndefinedMeasureError):
    """No inhabited commune counts in this perimeter."""


class NoPlaceError(UndefinedMeasureError):
    """No commune may host an action."""


class TooFewPlacesError(InvalidInputError):
    """Fewer places are asked than there are intercommunalities to serve."""


class CrowdedError(ClsDashError):
    """Too many long computations wait already."""


class StoreError(ClsDashError):
    """The store cannot be read: absent, of another version, or damaged."""


class PublicationError(ClsDashError):
    """A new store failed its verification; the published one is left as it was."""


class UnknownTerritoryError(ClsDashError, LookupError):
    """No territory of the store has this slug."""


class UnknownCommuneError(ClsDashError, LookupError):
    """The commune is not one of this territory's."""


class UnknownCodeError(ClsDashError, LookupError):
    """The address names what its page does not offer."""


class UnknownAddressError(UnknownCodeError):
    """An address names what does not exist; its sentences name it, in French."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


class UnknownLayerError(ClsDashError, LookupError):
    """The store has nothing of this name to colour a map with, at this level."""


class UnknownSourceError(ClsDashError, LookupError):
    """No source card has this key, or its card has no address to download from."""


class DownloadError(ClsDashError):
    """The file could not be downloaded whole; what was received is kept to go on later."""


class UnknownEpciError(ClsDashError, ValueError):
    """No commune of France is a member of these EPCI."""

    def __init__(self, epci: Sequence[str]) -> None:
        super().__init__(f"no EPCI has the SIREN {', '.join(epci) or '(none given)'}")
        self.epci = tuple(epci)


class RefusedLoadError(ClsDashError):
    """Nothing was published: records were put aside, or none was left."""

    def __init__(self, read: int, rejected: int) -> None:
        super().__init__(f"{rejected} of {read} records put aside")
        self.read = read
        self.rejected = rejected


class UnknownLoadError(ClsDashError, LookupError):
    """The data folder keeps no load of this name."""


class BusyDataError(ClsDashError):
    """Another program is changing the data folder."""


class InterruptedChangeError(ClsDashError):
    """Another program was killed while it changed the data folder: what it left stands first."""


class NothingToUndoError(ClsDashError, LookupError):
    """The data folder keeps no change that could be taken back."""


class ChangedSinceError(ClsDashError):
    """A file of the last change was changed by something else since."""


class PackageUnavailableError(ClsDashError):
    """A source package cannot be had, or is not the one that was reviewed."""


class TerritoryRefusedError(ClsDashError, ValueError):
    """A territory cannot be added as asked; the message says why, in French."""


class MeetingFileError(ClsDashError, ValueError):
    """A text is not the file of a meeting; it says where, why and what to do, in French."""

    def __init__(self, where: str, reason: str, remedy: str) -> None:
        place = f"{where[0].upper()}{where[1:]} : " if where else ""
        super().__init__(f"{place}{reason} {remedy}")
        self.where = where
        self.reason = reason
        self.remedy = remedy


def first_line(error: Exception) -> str:
    """Return the first line of a database's answer: the others may say where it is, or quote it."""
    return str(error.__cause__ or error).partition("\n")[0]
