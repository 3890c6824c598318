"""Long tables of cases: a share of them in every run, the others in ``make slow``."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def some(cases: Iterable[Any], every: int = 3) -> Sequence[Any]:
    """Return the cases as parameters: every so many in each run, those between them marked slow."""
    return [case if n % every == 0 else pytest.param(case, marks=pytest.mark.slow) for n, case in enumerate(cases)]
