"""Harmony steered by the picture: of the chords that may stand in a place, the one as tense as the moment.

Every chord of a progression may be coloured, give its place to another of its function, or stand on its root; the one
that comes nearest to the tension of the picture is taken (MUSIC.md 4 and 5). What the tune sings weighs with it.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from scorecut.catalog.tables import DATA, read_table
from scorecut.composition.canvas import Canvas
from scorecut.composition.degrees import degree_pitch
from scorecut.composition.development import PlanNote
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Idiom
from scorecut.composition.numerals import Harmony, harmony
from scorecut.composition.tension import chord_tension
from scorecut.model.pitch import Key

#: Wanted tension: at the slackest moment of a cue, what its tensest adds, and what the scene's own level (-1 to 1) adds.
TENSIONS = (0.18, 0.33, 0.45)
#: Costs: of a colour that the style is shy of; of chance.
COLOURED, UNSURE = 0.08, 0.05
#: Costs: of a chord that stands for another, and of what the tune sings outside a chord.
SUBSTITUTED, FOREIGN = 0.1, 0.35
#: Colours that any style may use where the wanted tension is at least so much.
TENSE, TENSE_FROM = ("sus4", "7", "b6"), 0.38


@cache
def common() -> dict[str, Any]:
    """Return ``data/harmony.toml``."""
    return read_table(DATA / "harmony.toml")


def wanted_tension(start_beat: float, end_beat: float, stretch: Stretch, canvas: Canvas) -> float:
    """Return the tension (``chord_tension``) that the picture asks of the harmony between two beats.

    Most of it is where the moment stands between the slackest and the tensest of the cue, for a listener hears the
    change rather than the level (MUSIC.md 4); some of it is how tense the scene is.
    """
    slack, rise, level = TENSIONS
    return slack + rise * canvas.tension_share(start_beat, end_beat) + level * stretch.affect.tension


def steered(
    chord: Harmony, before: Harmony | None, wanted: float, heard: list[tuple[int, float]], stretch: Stretch,
    idiom: Idiom, rng: np.random.Generator,
) -> Harmony:  # fmt: skip
    """Return what comes nearest to the wanted tension: the chord, one that may stand for it, either in a colour.

    Where much is wanted a few colours are at hand that every style knows. How gladly the style colours its chords at
    all stays its own (``colour_share``), and what the tune sings over the chord (``heard``: pitch class, weight) weighs.
    """
    costs, options = [], []
    for stem, odd in ((chord, 0.0), *((other, SUBSTITUTED) for other in substitutes(chord, stretch.key))):
        foreign = sum(weight for pitch, weight in heard if pitch not in stem.tones)
        ways = [(stem, idiom.colour_share)]
        ways += [(one, 1 - idiom.colour_share) for one in _in_colours(stem, idiom.colours, stretch.key)]
        ways += [(one, 1 - idiom.colour_share) for one in tenser(stem, wanted, stretch.key)]
        for one, shy in ways:
            away = abs(chord_tension(one, stretch.key, before) - wanted)
            costs.append(away + odd + FOREIGN * foreign + COLOURED * shy + UNSURE * float(rng.random()))
            options.append(one)
    return options[int(np.argmin(costs))]


def tenser(chord: Harmony, wanted: float, key: Key) -> list[Harmony]:
    """Return the chord in the colours that every style knows where much tension is wanted; none where little is."""
    return _in_colours(chord, TENSE, key) if wanted >= TENSE_FROM else []


def _in_colours(chord: Harmony, names: Iterable[str], key: Key) -> list[Harmony]:
    return [one for name in names if (one := coloured(chord, name, key)) != chord]


def substitutes(chord: Harmony, key: Key) -> list[Harmony]:
    """Return the chords of the same function, root position or inverted; none for coloured chords and those over a pedal.

    Fifths may be filled in, and an inverted triad stand on its root, where it can be coloured.
    """
    rows = common()["substitutes"].get("minor" if key.mode == "harmonic minor" else key.mode, ())
    stem = chord.numeral.removesuffix("5") if chord.quality == "fifth" else chord.numeral
    found = [harmony(name, key) for row in rows if stem in row for name in row if name != chord.numeral]
    if chord.inverted and not chord.sevenths and "@" not in stem:
        found.append(chord.over(chord.root))
    return found


def sung_over(tune: tuple[PlanNote, ...], start: float, end: float) -> list[tuple[int, float]]:
    """Return pitch classes of the notes that begin over a chord and their share of what is sung there."""
    notes = [note for note in tune if start - 1e-6 <= note.start_beat < end - 1e-6]
    total = sum(note.length_beats for note in notes)
    return [(degree_pitch(note.degree, note.key) % 12, note.length_beats / total) for note in notes]


def coloured(chord: Harmony, colour: str, key: Key) -> Harmony:
    """Return the triad with a diatonic addition; other chords, and additions foreign to the key, stay as they are."""
    if chord.inverted or chord.sevenths or len(chord.tones) != 3 or chord.quality not in ("major", "minor"):
        return chord
    scale = set(key.scale)
    seventh = next(((chord.root + step) % 12 for step in (10, 11) if (chord.root + step) % 12 in scale), None)
    ninth = (chord.root + 2) % 12
    tones, label = list(chord.tones), colour
    sevenths: tuple[int, ...] = ()
    if colour == "5":
        return replace(chord, quality="fifth", tones=(chord.root, chord.fifth), numeral=chord.numeral + "5")
    if colour in ("7", "maj7", "9"):
        if seventh is None or (chord.quality == "minor" and (seventh - chord.root) % 12 == 11):
            return chord
        tones.append(seventh)
        sevenths = (seventh,)
        label = "maj7" if (seventh - chord.root) % 12 == 11 else "7"
        if colour == "9" and ninth in scale:
            tones.append(ninth)
            label = "9" if label == "7" else "maj7"
    elif colour == "b6":
        sixth = (chord.root + 8) % 12
        if chord.quality != "minor" or sixth not in scale:
            return chord
        tones.append(sixth)
    elif colour in ("add9", "sus2", "69"):
        if ninth not in scale:
            return chord
        if colour == "sus2":
            tones = [chord.root, ninth, chord.fifth]
        else:
            tones.append(ninth)
            if colour == "69" and (chord.root + 9) % 12 in scale:
                tones.append((chord.root + 9) % 12)
    elif colour == "sus4":
        if (chord.root + 5) % 12 not in scale:
            return chord
        tones = [chord.root, (chord.root + 5) % 12, chord.fifth]
    return replace(chord, tones=tuple(dict.fromkeys(tones)), sevenths=sevenths, numeral=chord.numeral + label)
