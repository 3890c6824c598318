"""The chords of a cue: progressions of the style, cadences, film moves, and a bass that walks.

For every section the progressions of its mode are written out over the bars at
the pace that its intensity asks for; the one that carries the tune and comes
nearest to the wanted tension is taken. Hits that turn or arrive get a chord of
their own, exactly at their beat.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from scorecut.catalog.tables import DATA, read_table
from scorecut.composition.canvas import Canvas
from scorecut.composition.development import PlanNote
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Idiom
from scorecut.composition.numerals import Harmony, chromatic_numeral, harmony, symbol, transformed
from scorecut.composition.tension import chord_tension
from scorecut.model.pitch import Key
from scorecut.model.score import Chord

#: Roles in which a pedal is most at home.
PEDAL_ROLES = {"intro": 2.0, "build": 2.5, "break": 1.5}
SHORTEST_BEATS = 0.75
#: Wanted tension: at the slackest moment of a cue, what its tensest adds, and what the scene's own level (-1 to 1) adds.
TENSIONS = (0.2, 0.35, 0.5)
#: Costs: of a progression's tension beside what is wanted; of a colour that the style is shy of; of chance.
STEERED, COLOURED, UNSURE = 3.5, 0.08, 0.05
#: Costs: of a chord that stands for another, and of what the tune sings outside a chord.
SUBSTITUTED, FOREIGN = 0.1, 0.35
#: Colours that any style may use where the wanted tension is at least so much.
TENSE, TENSE_FROM = ("sus4", "7", "b6"), 0.38


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A chord in time. ``fixed``: its bass may not be inverted; ``pedal``: the bass is not the chord's.

    lack : how much tension is wanted of it beyond what it has on its root (``chord_tension``)
    """

    chord: Harmony
    key: Key
    start_beat: float
    length_beats: float
    fixed: bool = False
    pedal: bool = False
    lack: float = 0.0

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.length_beats


@cache
def common() -> dict[str, Any]:
    """Return ``data/harmony.toml``."""
    return read_table(DATA / "harmony.toml")


def slots(stretch: Stretch, canvas: Canvas, idiom: Idiom, final_beat: float) -> list[float]:
    """Return the beats on which chords change, the section's first included."""
    rate = float(np.interp(stretch.intensity, (0.15, 0.5, 0.85), idiom.harmonic_rhythm))
    starts: list[float] = []
    every = max(1, round(1 / rate)) if rate < 0.75 else 1
    for i in range(stretch.first, stretch.last + 1):
        bar = canvas.bars[i]
        if (i - stretch.first) % every and i != stretch.last:
            continue
        starts.append(bar.start_beat)
        quick = rate >= 1.5 or (rate >= 0.75 and i == stretch.last - 1 and stretch.cadence in ("perfect", "half"))
        if quick and bar.length_beats >= 2.0:
            starts.append(bar.start_beat + _middle(bar.meter))
    for place in canvas.places:
        at = round(place.at_beat * 4) / 4 if place.kind == "free" else place.at_beat
        if not stretch.start_beat + 0.5 <= at < stretch.end_beat - 0.5:
            continue
        if place.hit.kind in ("turn", "arrive") or (place.hit.kind == "enter" and place.hit.size == "strong"):
            starts = [start for start in starts if abs(start - at) >= 1.0 or start == stretch.start_beat] + [at]
    if stretch.start_beat <= final_beat < stretch.end_beat:
        starts = [start for start in starts if start < final_beat - SHORTEST_BEATS or start == stretch.start_beat]
        starts.append(final_beat)
    return sorted(set(starts))


def _middle(meter: tuple[int, int]) -> float:
    """Return where a bar is halved, in quarter notes."""
    beats, unit = meter
    first = (beats + 1) // 2 if unit == 4 else 3 if beats in (5, 6) else 4 if beats == 7 else (beats + 1) // 2
    return first * 4.0 / unit


def harmonised(
    stretch: Stretch,
    canvas: Canvas,
    idiom: Idiom,
    tune: tuple[PlanNote, ...],
    before: Placed | None,
    taken: list[str],
    final_beat: float,
    rng: np.random.Generator,
) -> tuple[list[Placed], str]:
    """Return the section's chords and the progression they come from (to be remembered by the caller)."""
    starts = slots(stretch, canvas, idiom, final_beat)
    table = idiom.progressions.get(stretch.key.mode) or _of_family(idiom, stretch.key)
    ends = [*starts[1:], stretch.end_beat]
    wanted = [wanted_tension(start, end, stretch, canvas) for start, end in zip(starts, ends, strict=True)]
    scored = []
    for text in table:
        row = _written(text, len(starts), stretch, canvas, starts)
        cost = _misfit(row, starts, stretch, tune) + 0.9 * (taken[-1:] == [text]) + 0.3 * taken[-3:].count(text)
        tension = np.array([chord_tension(harmony(numeral, stretch.key), stretch.key) for numeral in row])
        cost += STEERED * float(np.abs(tension - wanted).mean()) + 0.35 * float(rng.random())
        scored.append((cost, text, row))
    _, text, row = min(scored, key=lambda item: (item[0], item[1]))
    pedal = float(rng.random()) < idiom.pedal * PEDAL_ROLES.get(stretch.role, 0.7) * (1 + 0.5 * stretch.affect.tension)
    pedal_pitch = (stretch.key.tonic + (7 if stretch.role == "build" else 0)) % 12
    placed: list[Placed] = []
    closing = _closing_count(stretch, len(starts))
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        chord = harmony(row[i], stretch.key)
        last = i >= len(starts) - closing
        before_it = placed[-1].chord if placed else None
        moved = chord
        if not last and before_it is not None and not pedal:
            moved = _film_move(chord, before_it, stretch, canvas, start, idiom, rng)
        if moved is chord and (not last or _is_dominant(chord, stretch)):  # a film move has its own colour
            chord = _steered(chord, before_it, wanted[i], _sung_over(tune, start, end), stretch, idiom, rng)
        else:
            chord = moved
        held = pedal and not last
        if held:
            chord = replace(
                chord,
                bass=pedal_pitch,
                numeral=chord.numeral.split("@")[0] + f"@{1 if pedal_pitch == stretch.key.tonic else 5}",
            )
        fixed = i == 0 or last or "@" in chord.numeral
        lack = wanted[i] - chord_tension(replace(chord, bass=chord.root), stretch.key)
        placed.append(
            Placed(
                chord=chord, key=stretch.key, start_beat=start, length_beats=end - start, fixed=fixed, pedal=held, lack=lack
            )
        )  # fmt: skip
    return placed, text


def wanted_tension(start_beat: float, end_beat: float, stretch: Stretch, canvas: Canvas) -> float:
    """Return the tension (``chord_tension``) that the picture asks of the harmony between two beats.

    Most of it is where the moment stands between the slackest and the tensest of the cue, for a listener hears the
    change rather than the level (MUSIC.md 4); some of it is how tense the scene is.
    """
    slack, rise, level = TENSIONS
    return slack + rise * canvas.tension_share(start_beat, end_beat) + level * stretch.affect.tension


def _steered(
    chord: Harmony, before: Harmony | None, wanted: float, heard: list[tuple[int, float]], stretch: Stretch,
    idiom: Idiom, rng: np.random.Generator,
) -> Harmony:  # fmt: skip
    """Return what comes nearest to the wanted tension: the chord, one that may stand for it, either in a colour.

    Where much is wanted a few colours are at hand that every style knows. How gladly the style colours its chords at
    all stays its own (``colour_share``), and what the tune sings over the chord (``heard``: pitch class, weight) weighs.
    """
    names = [*idiom.colours, *(TENSE if wanted >= TENSE_FROM else ())]
    costs, options = [], []
    for stem, odd in ((chord, 0.0), *((other, SUBSTITUTED) for other in substitutes(chord, stretch.key))):
        foreign = sum(weight for pitch, weight in heard if pitch not in stem.tones)
        ways = [(stem, idiom.colour_share)]
        ways += [(one, 1 - idiom.colour_share) for name in names if (one := coloured(stem, name, stretch.key)) != stem]
        for one, shy in ways:
            away = abs(chord_tension(one, stretch.key, before) - wanted)
            costs.append(away + odd + FOREIGN * foreign + COLOURED * shy + UNSURE * float(rng.random()))
            options.append(one)
    return options[int(np.argmin(costs))]


def _is_dominant(chord: Harmony, stretch: Stretch) -> bool:
    """Whether a cadence stops on or goes through a plain dominant: with a seventh it is one all the same."""
    return stretch.cadence in ("half", "perfect", "deceptive") and chord.numeral == "V"


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


def _sung_over(tune: tuple[PlanNote, ...], start: float, end: float) -> list[tuple[int, float]]:
    """Return pitch classes of the notes that begin over a chord and their share of what is sung there."""
    notes = [note for note in tune if start - 1e-6 <= note.start_beat < end - 1e-6]
    total = sum(note.length_beats for note in notes)
    return [(degree_pitch(note.degree, note.key) % 12, note.length_beats / total) for note in notes]


def _of_family(idiom: Idiom, key: Key) -> tuple[str, ...]:
    """Return progressions for a mode that the style does not list: our own of the mode, else its minor or major."""
    family = "minor" if key.is_minor else "major"
    if key.mode in common()["progressions"] and key.mode not in ("minor", "major", "harmonic minor"):
        return tuple(common()["progressions"][key.mode])
    return idiom.progressions.get(family) or tuple(
        common()["progressions"].get(key.mode, common()["progressions"][family])
    )


def _closing_count(stretch: Stretch, n_slots: int) -> int:
    if not stretch.cadence:
        return 0
    return min(
        n_slots - 1 if n_slots > 1 else 1, 2 if stretch.cadence in ("perfect", "modal", "plagal", "deceptive") else 1
    )


def cadence_numerals(name: str, key: Key) -> list[str]:
    """Return the numerals of the cadence ``name`` in ``key``: the mode's own, else that of minor or major."""
    table = common()["cadences"]
    family = f"{name} {'minor' if key.is_minor else 'major'}"
    return str(table.get(f"{name} {key.mode}", table[family])).split()


def _written(text: str, n: int, stretch: Stretch, canvas: Canvas, starts: list[float]) -> list[str]:
    """Return ``n`` numerals: the progression round and round, changed at its third pass, closed by its cadence."""
    loop = text.split()
    row = []
    for i in range(n):
        turn, at = divmod(i, len(loop))
        numeral = loop[at]
        if turn >= 2 and at == len(loop) - 1:  # change a loop at its third pass (MUSIC.md 12)
            numeral = "iv6" if stretch.key.is_minor else "bVII"
        row.append(numeral)
    count = _closing_count(stretch, n)
    if count:
        close = cadence_numerals(stretch.cadence, stretch.key)
        row[n - count :] = close[-count:]
    return row


def _misfit(row: list[str], starts: list[float], stretch: Stretch, tune: tuple[PlanNote, ...]) -> float:
    """Return how badly the progression carries the tune: strong and long notes outside their chord."""
    if not tune:
        return 0.0
    cost, weight = 0.0, 0.0
    chords = [harmony(numeral, stretch.key) for numeral in row]
    for note in tune:
        index = max(0, int(np.searchsorted(starts, note.start_beat + 1e-6, side="right")) - 1)
        pitch = degree_pitch(note.degree, note.key) % 12
        heavy = note.length_beats * (1.5 if abs(note.start_beat - round(note.start_beat)) < 1e-6 else 0.7)
        cost += heavy * (pitch not in chords[index].tones)
        weight += heavy
    return 2.0 * cost / max(weight, 1e-6)


def _film_move(
    chord: Harmony,
    before: Harmony,
    stretch: Stretch,
    canvas: Canvas,
    start: float,
    idiom: Idiom,
    rng: np.random.Generator,
) -> Harmony:
    """Return a film chord in place of ``chord`` where the picture turns, or now and then for colour."""
    turns = any(place.hit.kind in ("turn", "arrive") and abs(place.at_beat - start) < 0.13 for place in canvas.places)
    chance = idiom.mediants * (1.0 if turns else 0.18)
    if float(rng.random()) >= chance or before.quality not in ("major", "minor"):
        return chord
    affect = stretch.affect
    moves = [move for move in common()["film"] if move["from"] == before.quality]
    costs = [
        (move["valence"] - affect.valence) ** 2 + (move["tension"] - affect.tension) ** 2 + 0.15 * float(rng.random())
        for move in moves
    ]
    move = moves[int(np.argmin(costs))]
    root = (before.root + move["interval"]) % 12
    return transformed(before, move["interval"], move["to"], chromatic_numeral(root, move["to"], stretch.key))


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


def degree_pitch(degree: int, key: Key) -> int:
    """Return a diatonic degree (0 the tonic, 7 the octave) as semitones above C of the tonic's octave."""
    scale = seven(key)
    return key.tonic + scale[degree % 7] + 12 * (degree // 7)


def seven(key: Key) -> tuple[int, ...]:
    """Return seven steps for any mode, so that a theme's degrees have a place in each."""
    from scorecut.model.pitch import MODES

    special = {
        "pentatonic": "major", "minor pentatonic": "minor", "harmonic minor": "minor",
    }  # fmt: skip
    if key.mode == "octatonic":
        return (0, 1, 3, 6, 7, 9, 10)
    if key.mode == "whole tone":
        return (0, 2, 4, 6, 8, 9, 10)
    if key.mode == "blues":
        return (0, 2, 3, 5, 7, 9, 10)
    return MODES[special.get(key.mode, key.mode)]


def as_score(chords: list[Placed], home: Key) -> tuple[Chord, ...]:
    """Return the chords as the score keeps them; numerals of another region carry its tonic (``Eb major: IV``)."""
    return tuple(
        Chord(
            start_beat=placed.start_beat,
            length_beats=placed.length_beats,
            root=placed.chord.root,
            bass=placed.chord.bass,
            tones=placed.chord.tones,
            symbol=symbol(placed.chord, placed.key),
            numeral=placed.chord.numeral if placed.key == home else f"{placed.key}: {placed.chord.numeral}",
        )
        for placed in chords
    )
