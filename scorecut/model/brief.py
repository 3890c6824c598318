"""What the prompt and the sliders ask for, once words have become numbers."""

from dataclasses import dataclass, field

from scorecut.model.affect import Affect
from scorecut.model.cue_sheet import Wishes
from scorecut.model.curve import Curve
from scorecut.model.pitch import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A mood that the prompt ties to a time ("from calm to epic", "at 0:32 tense")."""

    time_s: float
    affect: Affect
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stretch of the film with wishes of its own ("a lone piano in the last 10 seconds"); ``words`` say which."""

    start_s: float
    end_s: float
    wishes: Wishes
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sliders:
    """The command's sliders, relative to what picture and prompt ask.

    tempo : factor 0.5-2; hits : share of the style's hit density 0-1 (None: the style's own);
    music_level_db : dB; the others -1..+1
    """

    tempo: float = 1.0
    energy: float = 0.0
    valence: float = 0.0
    tension: float = 0.0
    density: float = 0.0
    brightness: float = 0.0
    hits: float | None = None
    music_level_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Brief:
    """The order for one film.

    mood : the prompt's emotional colour, None where it names none; mood_weight 0-1 how far it
        outweighs the picture's own level (the picture keeps its rises and falls)
    anchors : moods tied to times, ordered; level : dB over time from "fade in", "builds" (or None)
    wishes : what every cue of the film is asked for; empty fields are free
    changes : stretches whose wishes differ, in order
    form : words about form that were understood (``button``, ``ring out``, ``no ending`` ...)
    hit_words : -1 "ignore cuts", 0, +1 "follow every cut"
    understood, not_understood : for ``--explain`` and the report, in the prompt's order
    """

    prompt: str = ""
    mood: Affect | None = None
    mood_weight: float = 0.0
    anchors: tuple[Anchor, ...] = ()
    level: Curve | None = None
    wishes: Wishes = field(default_factory=lambda: Wishes())
    changes: tuple[Change, ...] = ()
    form: tuple[str, ...] = ()
    hit_words: int = 0
    sliders: Sliders = Sliders()
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()

    @property
    def key(self) -> Key | None:
        """The key if the prompt names tonic and mode."""
        return self.wishes.key
