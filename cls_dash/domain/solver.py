"""HiGHS, which other threads of the process need not wait for while it searches."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

Bounds = NDArray[np.float64]


class Solver:
    """
    A programme over columns: rows of a sparse table of theirs lie between bounds.

    Columns have no cost, are fixed at 0 and may be fractions, until it is told otherwise.
    """

    def __init__(self, table: csc_array, low: Bounds, high: Bounds) -> None:
        # Long to import, and few runs have something to search.
        from highspy import Highs, HighsLp, MatrixFormat

        rows, columns = table.shape
        programme = HighsLp()
        programme.num_row_, programme.num_col_ = rows, columns
        programme.col_cost_ = programme.col_lower_ = programme.col_upper_ = np.zeros(columns)
        programme.row_lower_, programme.row_upper_ = low, high
        programme.a_matrix_.format_ = MatrixFormat.kColwise
        programme.a_matrix_.start_ = table.indptr
        programme.a_matrix_.index_ = table.indices
        programme.a_matrix_.value_ = table.data
        self._highs: Any = Highs()  # type: ignore[no-untyped-call]
        # One process has one number of threads: HiGHS refuses a second.
        self.set(output_flag=False, threads=1)
        self._highs.passModel(programme)
        self._every = np.arange(columns, dtype=np.int32)
        self._some_whole = False

    def set(self, **options: bool | float | str) -> None:
        """Set options of HiGHS."""
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    def price(self, cost: Bounds) -> None:
        """Give each column its cost."""
        self._highs.changeColsCost(len(self._every), self._every, cost)

    def within(self, low: Bounds, high: Bounds) -> None:
        """Say between what each column lies."""
        self._highs.changeColsBounds(len(self._every), self._every, low, high)

    def count(self, whole: NDArray[np.bool_]) -> None:
        """Say which columns are whole numbers."""
        from highspy import HighsVarType

        integer, any_number = HighsVarType.kInteger.value, HighsVarType.kContinuous.value
        kinds = np.where(whole, integer, any_number).astype(np.uint8)
        self._highs.changeColsIntegrality(len(kinds), self._every, kinds)
        self._some_whole = bool(whole.any())

    def run(self) -> None:
        """Search for columns of least cost."""
        self._highs.run()

    @property
    def optimal(self) -> bool:
        """Whether the columns that were found are proven to be those of least cost."""
        from highspy import HighsModelStatus

        return bool(self._highs.getModelStatus() == HighsModelStatus.kOptimal)

    @property
    def interrupted(self) -> bool:
        """Whether the time was up."""
        from highspy import HighsModelStatus

        return bool(self._highs.getModelStatus() == HighsModelStatus.kTimeLimit)

    @property
    def columns(self) -> Bounds | None:
        """What was found, ``None`` for nothing."""
        from highspy import SolutionStatus

        if self._highs.getInfo().primal_solution_status != SolutionStatus.kSolutionStatusFeasible:
            return None
        return np.array(self._highs.getSolution().col_value)

    @property
    def bound(self) -> float:
        """What no columns cost less than, −∞ if that is unknown."""
        found = self._highs.getInfo()
        if self._some_whole:
            return float(found.mip_dual_bound)
        return float(found.objective_function_value) if self.optimal else -np.inf
