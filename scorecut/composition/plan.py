"""The film's plan: which key each cue stands in, which theme it carries, who speaks it how.

Everything is drawn by the ids of scenes and cues, so that a wish for one cue
leaves the plan of the others as it was.
"""

from dataclasses import dataclass

from scorecut.chance import stream
from scorecut.composition.idiom import Idiom
from scorecut.model.cue_sheet import Cue, CueSheet
from scorecut.model.pitch import MINOR_MODES, Key

HOME_TONICS = (0, 2, 4, 5, 7, 9, 10, 11)
#: Keys away from home, in semitones: fifths for neighbours, mediants for other worlds (MUSIC.md 5).
AWAY = (5, 3, 8, 7, 9, 4)
#: The film's idea comes first; scenes that come back have one of their own, as many as a listener keeps apart.
MAIN, OWN = "A", ("B", "C", "D")
#: Tension darkens the mode as much as this share of lost valence.
TENSION_DARKENS = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class CuePlan:
    """What the film wants of one cue. ``main``, ``other``: ideas; ``variant``: which transformation comes first."""

    key: Key
    contrast: Key
    main: str
    other: str
    variant: int


def plan_cue(sheet: CueSheet, cue: Cue, idiom: Idiom) -> CuePlan:
    """Return the plan of ``cue``."""
    mode = mode_of(cue, idiom)
    scenes = list(dict.fromkeys(other.scene for other in sheet.cues))
    rank = scenes.index(cue.scene)
    last = cue.id == sheet.cues[-1].id
    home = int(stream(sheet.seed, "home key").choice(HOME_TONICS))
    tonic = home
    if rank and not last:
        tonic = (home + int(stream(sheet.seed, "key", cue.scene).choice(AWAY))) % 12
    if cue.wishes.tonic is not None:
        tonic = cue.wishes.tonic
    key = cue.wishes.key or Key(tonic, mode)
    main = MAIN if last else ideas(sheet)[cue.scene]
    other = MAIN if main != MAIN else OWN[0]
    variant = int(stream(sheet.seed, "variant", cue.id).integers(4))
    return CuePlan(
        key=key, contrast=contrast_key(key, idiom, sheet.seed, cue.id), main=main, other=other, variant=variant
    )


def ideas(sheet: CueSheet) -> dict[int, str]:
    """Return the idea of each scene: the film's own where it opens and in what is seen once, its own where one returns.

    A scene is what a cue shows most; it returns where another cue shows the same place or people.
    """
    seen = [cue.scene for cue in sheet.cues]
    returning = [scene for scene in dict.fromkeys(seen[1:]) if seen.count(scene) > 1 and scene != seen[0]]
    return dict.fromkeys(seen, MAIN) | dict(zip(returning, OWN, strict=False))


def mode_of(cue: Cue, idiom: Idiom) -> str:
    """Return the mode that the cue's valence asks for in the style, or the one that a person wished."""
    if cue.wishes.mode:
        return cue.wishes.mode
    affect = cue.emotion.mean(cue.start_s, cue.end_s)
    bright = affect.valence - TENSION_DARKENS * max(0.0, affect.tension)
    for limit, mode in idiom.modes:
        if bright <= limit:
            return mode
    return idiom.modes[-1][1]


def contrast_key(key: Key, idiom: Idiom, seed: int, cue_id: str) -> Key:
    """Return where the cue's middle goes: the relative, or a mediant in styles that like them."""
    if idiom.chorus:
        return key
    rng = stream(seed, "contrast", cue_id)
    if float(rng.random()) < idiom.mediants:
        return Key((key.tonic + int(rng.choice((3, 8, 4, 9)))) % 12, key.mode)
    if key.mode not in ("major", "minor", "harmonic minor"):
        return Key((key.tonic + int(rng.choice((5, 7)))) % 12, key.mode)
    relative = "minor" if key.mode == "major" else "major"
    return Key((key.tonic + (3 if key.mode in MINOR_MODES else 9)) % 12, relative)
