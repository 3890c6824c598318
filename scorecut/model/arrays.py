"""Arrays as they lie inside a noun: of one type, one shape, and read-only."""

from typing import Any

import numpy as np


def frozen(values: Any, dtype: Any = np.float64) -> np.ndarray:
    """Return ``values`` as a read-only array of ``dtype`` (a copy only where one is needed)."""
    array = np.asarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array
