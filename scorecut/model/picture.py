"""What was seen and heard in the film, frame by frame and shot by shot."""

from dataclasses import dataclass, field

import numpy as np

from scorecut.model.arrays import frozen
from scorecut.model.clock import Clock
from scorecut.model.curve import Curve
from scorecut.model.film import Film

TRANSITIONS = ("cut", "dissolve", "fade_in", "fade_out", "wipe")
EVENTS = ("flash", "light", "impact", "stillness", "sound")
SHOT_KINDS = ("picture", "blank", "title", "credits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How one shot becomes the next.

    time_s : a cut's first new frame; a dissolve's or wipe's middle frame floor((a+b)/2);
        a fade-in's first visible frame; a fade-out's first black one
    frame : the frame shown at ``time_s``; start_s = time_s = end_s for a cut
    confidence : 0-1
    """

    kind: str
    start_s: float
    time_s: float
    end_s: float
    frame: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A stretch of picture without a transition. ``end_frame`` is the first frame after it.

    group : shots of the same place or person share a number, over the whole film
    scene : shots of one scene share a number; scenes follow each other, numbered from 0
    kind : one of ``SHOT_KINDS``: a picture, one colour, a title card, end credits
    labels : what is seen, most certain first (only with an embedder)
    """

    start_s: float
    end_s: float
    start_frame: int
    end_frame: int
    group: int = 0
    scene: int = 0
    kind: str = "picture"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A frame-exact moment inside a shot or in the sound: ``kind`` is one of ``EVENTS``.

    strength : 0-1; label : words for the sheet (``flash``, ``sudden stop``, ``loud sound``)
    """

    kind: str
    time_s: float
    frame: int
    strength: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A span of spoken sound and its K-weighted loudness over the span."""

    start_s: float
    end_s: float
    loudness_lufs: float = -23.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicSpan:
    """A span of the film's own sound that is music already; ``confidence`` 0-1, loudness K-weighted over the span."""

    start_s: float
    end_s: float
    loudness_lufs: float = -23.0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShotMeaning:
    """Image embeddings, averaged over the frames of each shot.

    vectors : float32, (n_shots, d), unit length
    scores : calibrated axis scores -1..+1 by axis name (``valence``, ``energy``, ``tension``),
        float64, (n_shots,)
    identity : the embedder's identity string
    """

    vectors: np.ndarray
    scores: dict[str, np.ndarray]
    identity: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "vectors", frozen(self.vectors, np.float32))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """Everything the later rooms may know of the film.

    features : named curves, evenly spaced at 4 Hz, all present:
        ``motion`` (share of picture width per second, log1p), ``brightness`` 0-1 (L*), ``contrast``,
        ``colourfulness``, ``saturation`` 0-1, ``darkness`` (share of dark pixels 0-1),
        ``cut_pace`` 0-1, ``loudness`` (film sound, LUFS momentary, -70 for silence)
    music : where the film's own sound is music already
    letterbox : rows and columns cropped (top, bottom, left, right), as shares of the picture
    """

    film: Film
    clock: Clock
    shots: tuple[Shot, ...]
    transitions: tuple[Transition, ...]
    events: tuple[Event, ...]
    features: dict[str, Curve]
    speech: tuple[Speech, ...] = ()
    music: tuple[MusicSpan, ...] = ()
    meaning: ShotMeaning | None = None
    letterbox: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    warnings: tuple[str, ...] = field(default=())

    @property
    def duration_s(self) -> float:
        """When the last frame leaves the screen."""
        return self.clock.end_s
