"""The table of feeling (``data/emotion_axes.toml``): axes, things that can be seen, weights, calibration."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scorecut.catalog.tables import DATA, TableError, build, read_table
from scorecut.model.emotion import AXES

TABLE = "emotion_axes.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis between two sets of sentences; a score is tanh(cosine / (reach x spread) - bias).

    reach : how many usual deviations of a picture along the axis make a score of tanh(1) = 0.76
    bias : what the score of an ordinary picture is held against, before the tanh
    """

    positive: tuple[str, ...]
    negative: tuple[str, ...]
    reach: float
    bias: float = 0.0
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Something that can be seen, said in one or more ways, and the valence, energy and tension that it lends."""

    name: str
    prompts: tuple[str, ...]
    affect: tuple[float, float, float] = (0.0, 0.0, 0.0)
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Labels of one kind.

    none : what is said of a picture that fits no label
    exclusive : one label at most is true; else each stands alone against ``none``
    telling : how much a label of this kind tells, 0-1; among equally certain ones the more telling comes first
    """

    none: tuple[str, ...]
    labels: tuple[Label, ...]
    exclusive: bool = True
    telling: float = 1.0
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """How cosines become certainty and labels (see ``calibration``).

    match_nats : by how many natural log units a contrastive model prefers the fitting sentence in training
    certainty : the same in ours: log odds of a label that fits against one that does not
    least_share : of a label's certainty, 0-1; most_labels : of a shot
    evidence : weight of what the labels lend beside the axes, 0-1
    """

    match_nats: float
    certainty: float
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

    @property
    def identity(self) -> str:
        """What the table says, as a short digest."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()

    def sentences(self) -> list[str]:
        """Return every sentence that must be put into words for the model, in a fixed order, once each."""
        phrases = [*self.neutral]
        for axis in self.axis.values():
            phrases += [*axis.positive, *axis.negative]
        for kind in self.kind.values():
            phrases += [*kind.none, *(prompt for label in kind.labels for prompt in label.prompts)]
        return list(dict.fromkeys(template.format(phrase) for phrase in phrases for template in self.templates))


def axis_table(place: Path | None = None) -> AxisTable:
    """Return the table of feeling, the package's own or that at ``place``.

    Raises TableError with file and field if it cannot be read or lacks one of the three axes.
    """
    return own_table() if place is None else table_at(place)


@cache
def own_table() -> AxisTable:
    """Return the package's table."""
    return table_at(DATA / TABLE)


def table_at(place: Path) -> AxisTable:
    """Return the table in a file."""
    table = build(AxisTable, read_table(place), place.name)
    lacking = [name for name in AXES if name not in table.axis]
    if lacking:
        raise TableError(f"{place.name}: there is no [axis.{lacking[0]}]")
    names = [label.name for kind in table.kind.values() for label in kind.labels]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableError(f"{place.name}: the label {twice[0]!r} is there twice")
    return table
