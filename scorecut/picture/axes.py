"""The table of feeling (``data/emotion_axes.toml``): axes, things that can be seen, weights, calibration."""

from dataclasses import dataclass
from functools import cache

from scorecut.catalog.tables import DATA, build, read_table

TABLE = "emotion_axes.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis between two sets of sentences; a score is tanh((cosine - bias) / scale)."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    bias: float
    scale: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Something that can be seen, and the valence, energy and tension that it lends."""

    name: str
    prompt: str
    affect: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Labels that exclude each other; ``none`` takes what fits no label."""

    none: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """How labels are given: softmax temperature, least share of a label, how many, weight of their affect."""

    temperature: float
    least_share: float
    most_labels: int
    evidence: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Where a measure stands at -1 and at +1."""

    low: float
    high: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Confidence of the curve with and without meaning, its share where no picture is shown, 0-1; what doubt costs."""

    meaning: float
    without_meaning: float
    blank: float
    disagreement: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothing:
    """Standard deviations in seconds, the most a peak may be raised back, the shortest scene; contrast within a film.

    knee : from where the curve bends towards 1; flip, phrase_s : how far and how long the valence must turn
    """

    valence_s: float
    energy_s: float
    keep_peaks: float
    contrast: float
    least_scene_s: float
    knee: float
    flip: float
    phrase_s: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisTable:
    """The whole table; see the comments in the file."""

    templates: tuple[str, ...]
    neutral: tuple[str, ...]
    axis: dict[str, Axis]
    kind: dict[str, Kind]
    labelling: Labelling
    fusion: dict[str, dict[str, float]]
    calibration: dict[str, Range]
    trust: Trust
    smoothing: Smoothing

    def sentences(self) -> list[str]:
        """Return every sentence that must be put into words for the model, in a fixed order, once each."""
        phrases = [*self.neutral]
        for axis in self.axis.values():
            phrases += [*axis.positive, *axis.negative]
        for kind in self.kind.values():
            phrases += [kind.none, *(label.prompt for label in kind.labels)]
        return list(dict.fromkeys(template.format(phrase) for phrase in phrases for template in self.templates))


@cache
def axis_table() -> AxisTable:
    """Return the table of feeling; TableError with the field if it cannot be read."""
    return build(AxisTable, read_table(DATA / TABLE), TABLE)
