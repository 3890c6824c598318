"""A quantity over time, between its points a straight line."""

from dataclasses import dataclass

import numpy as np

from scorecut.model.arrays import frozen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Values over time; outside its ends the end values go on.

    times_s : float64, (n,), strictly rising
    values : float64, (n,)
    """

    times_s: np.ndarray
    values: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "times_s", frozen(self.times_s))
        object.__setattr__(self, "values", frozen(self.values))
        if self.times_s.shape != self.values.shape or self.times_s.ndim != 1 or not self.times_s.size:
            raise ValueError("a curve needs one value for each of one or more times")
        if not (np.diff(self.times_s) > 0).all():
            raise ValueError("the times of a curve must rise")

    def at(self, time_s: float | np.ndarray) -> np.ndarray:
        """Return the value at ``time_s`` (same shape)."""
        return np.interp(time_s, self.times_s, self.values)

    def mean(self, start_s: float, end_s: float) -> float:
        """Return the time average between two times, sampled at 20 Hz or finer."""
        n = max(2, int(np.ceil((end_s - start_s) * 20)) + 1)
        return float(self.at(np.linspace(start_s, end_s, n)).mean())

    def smoothed(self, width_s: float) -> "Curve":
        """Return the curve under a Gaussian of standard deviation ``width_s``; ends are mirrored.

        Times must be evenly spaced.
        """
        if self.times_s.size < 3 or width_s <= 0:
            return self
        from scipy.ndimage import gaussian_filter1d

        step_s = float(np.diff(self.times_s).mean())
        values = gaussian_filter1d(self.values, width_s / step_s, mode="reflect")
        return Curve(times_s=self.times_s, values=values)

    def between(self, start_s: float, end_s: float) -> "Curve":
        """Return the stretch from ``start_s`` to ``end_s``, with a point at each end."""
        inside = (self.times_s > start_s) & (self.times_s < end_s)
        times_s = np.concatenate([[start_s], self.times_s[inside], [end_s]])
        return Curve(times_s=times_s, values=self.at(times_s))
