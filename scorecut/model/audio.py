"""Sound in memory or mapped from a file: float32, 48 kHz, from the first displayed frame."""

from dataclasses import dataclass, field

import numpy as np

from scorecut.model.curve import Curve
from scorecut.model.score import FUNCTIONS

RATE_HZ = 48_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio:
    """samples : float32, (n_samples, n_channels), full scale 1.0; may be an ``np.memmap``.

    layout : ffmpeg's name of the channel layout (``mono``, ``stereo``, ``5.1``)
    """

    samples: np.ndarray
    layout: str = "stereo"
    rate_hz: int = RATE_HZ

    @property
    def n_samples(self) -> int:
        return int(self.samples.shape[0])

    @property
    def length_s(self) -> float:
        return self.n_samples / self.rate_hz


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAccent:
    """Where one hit's accent lies in the hits stem.

    start_sample : first sample of ``sound`` in the stem; sound : float32, (n, 2), the accent alone with
        its own space, exactly as it was added
    attack_s : t50 of the accent alone, seconds after its first sample (for a stop: of its end)
    """

    hit_id: str
    kind: str
    time_s: float
    start_sample: int
    attack_s: float
    sound: np.ndarray = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stems:
    """The six functional stems, each as long as the film, before ducking and master.

    music : their sum; engines : what made which sound, for ``rights.json`` (name, licence, parts);
    warnings : lines for the user (no sound font ...); glue : how tightly soft and loud belong together, 0-1, by their styles
    """

    stems: dict[str, Audio]
    music: Audio
    accents: tuple[PlacedAccent, ...]
    engines: tuple[dict[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    glue: float = 0.3

    def __post_init__(self) -> None:
        if set(self.stems) != set(FUNCTIONS):
            raise ValueError(f"stems must be {', '.join(FUNCTIONS)}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loudness:
    """BS.1770 figures of a programme; -inf where it is silent."""

    integrated_lufs: float
    true_peak_dbtp: float
    lra_lu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """How a programme was brought to a loudness standard: one gain for all of it, and a true-peak limiter.

    name : as it was asked for; lines_s : spoken lines (start_s, end_s) that it is measured over; () for the whole
    target_lufs : None where the standard has none for such a programme; reached_lufs : -inf for silence
    peak_dbtp : the highest true peak allowed; reached_dbtp : the one there is
    gain_db : the one gain; limited_db : the most that the limiter took (0 or more)
    """

    name: str
    lines_s: tuple[tuple[float, float], ...] = ()
    target_lufs: float | None
    reached_lufs: float
    tolerance_lu: float
    peak_dbtp: float
    reached_dbtp: float
    gain_db: float
    limited_db: float

    @property
    def over(self) -> str:
        """What the figures count: ``dialogue`` or ``programme``."""
        return "dialogue" if self.lines_s else "programme"

    @property
    def is_loud_enough(self) -> bool:
        """True where the loudness is what the standard asks, or nothing is asked or heard."""
        if self.target_lufs is None or self.reached_lufs == -np.inf:
            return True
        return abs(self.reached_lufs - self.target_lufs) <= self.tolerance_lu

    @property
    def met(self) -> bool:
        """True where loudness and peaks are what the standard asks."""
        return self.is_loud_enough and self.reached_dbtp <= self.peak_dbtp


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mix:
    """The finished programme: film sound at unity with the music beneath, or the music alone.

    Brought to a standard, film and music have one more gain in common, and the limiter's at peaks.

    gain_db : what was applied to ``Stems.music`` over time (level, ducking, limiter, a standard's gain)
    music_gain_db : its level outside speech
    dip_db : how much further the music was thinned between 300 Hz and 4 kHz under speech (None: nowhere)
    music : the music as it lies in the programme (gain, dip and limiter in it): programme less film sound
    film_gain_db : what was applied to the film's own sound for a standard (None: nothing)
    norm : the standard and how it was met (None: none was asked for)
    """

    programme: Audio
    gain_db: Curve
    music_gain_db: float
    loudness: Loudness
    warnings: tuple[str, ...] = ()
    dip_db: Curve | None = None
    music: Audio | None = None
    film_gain_db: Curve | None = None
    norm: Norm | None = None
