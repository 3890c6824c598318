"""The chords of a cue: progressions of the style, cadences, film moves, and a bass that walks.

For every section the progressions of its mode are written out over the bars at
the pace that its intensity asks for; the one that carries the tune and comes
nearest to the wanted tension is taken. Hits that turn or arrive get a chord of
their own, exactly at their beat.
"""

from dataclasses import dataclass, replace

import numpy as np

from scorecut.composition.canvas import Canvas
from scorecut.composition.degrees import degree_pitch
from scorecut.composition.development import PlanNote
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Idiom
from scorecut.composition.numerals import Harmony, chromatic_numeral, harmony, symbol, transformed
from scorecut.composition.steering import common, steered, sung_over, tenser, wanted_tension
from scorecut.composition.tension import chord_tension
from scorecut.model.pitch import Key
from scorecut.model.score import Chord

#: Roles in which a pedal is most at home.
PEDAL_ROLES = {"intro": 2.0, "build": 2.5, "break": 1.5}
SHORTEST_BEATS = 0.75
#: Cost of a progression's tension beside what is wanted; of a film chord's, which says something of its own.
STEERED, STEERED_MOVE = 3.5, 0.7


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
        if quick and not idiom.chorus and bar.length_beats >= 2.0:
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
    if idiom.chorus:
        return _chorus(stretch, canvas, idiom, starts, final_beat), ""
    table = idiom.progressions.get(stretch.key.mode) or _of_family(idiom, stretch.key)
    ends = [*starts[1:], stretch.end_beat]
    wanted = [wanted_tension(start, end, stretch, canvas) for start, end in zip(starts, ends, strict=True)]
    scored = []
    for text in table:
        row = _written(text, len(starts), stretch, idiom)
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
            moved = _film_move(chord, before_it, wanted[i], stretch, canvas, start, idiom, rng)
        if (
            moved is chord and not idiom.faithful and (not last or _is_dominant(chord, stretch))
        ):  # a film move has its own colour
            chord = steered(chord, before_it, wanted[i], sung_over(tune, start, end), stretch, idiom, rng)
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


def _chorus(stretch: Stretch, canvas: Canvas, idiom: Idiom, starts: list[float], final_beat: float) -> list[Placed]:
    """Return the chords of a form that goes round bar by bar and asks neither sections nor picture; it ends at home."""
    key = stretch.key
    rows = {("minor" if Key(0, mode).is_minor else "major"): row for mode, row in idiom.chorus.items()}
    form = (
        idiom.chorus.get(key.mode) or rows.get("minor" if key.is_minor else "major") or next(iter(rows.values()))
    ).split()
    placed = []
    for start, end in zip(starts, [*starts[1:], stretch.end_beat], strict=True):
        numeral = form[0 if start >= final_beat - 1e-6 else canvas.bar_index(start) % len(form)]
        placed.append(
            Placed(chord=harmony(numeral, key), key=key, start_beat=start, length_beats=end - start, fixed=True)
        )
    return placed


def _is_dominant(chord: Harmony, stretch: Stretch) -> bool:
    """Whether a cadence stops on or goes through a plain dominant: with a seventh it is one all the same."""
    return stretch.cadence in ("half", "perfect", "deceptive") and chord.numeral == "V"


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


def cadence_numerals(name: str, key: Key, own: dict[str, str] | None = None) -> list[str]:
    """Return the numerals of the cadence ``name`` in ``key``: the style's ``own``, the mode's, that of minor or major."""
    table = common()["cadences"]
    family = f"{name} {'minor' if key.is_minor else 'major'}"
    everybodys = table.get(f"{name} {key.mode}", table[family])
    return str((own or {}).get(family) or (own or {}).get(name) or everybodys).split()


def _written(text: str, n: int, stretch: Stretch, idiom: Idiom) -> list[str]:
    """Return ``n`` numerals: the progression round and round, changed at its third pass, closed by its cadence."""
    loop = text.split()
    row = []
    for i in range(n):
        turn, at = divmod(i, len(loop))
        numeral = loop[at]
        if turn >= 2 and at == len(loop) - 1 and not idiom.faithful:  # change a loop at its third pass (MUSIC.md 12)
            numeral = "iv6" if stretch.key.is_minor else "bVII"
        row.append(numeral)
    count = _closing_count(stretch, n)
    if count:
        close = cadence_numerals(stretch.cadence, stretch.key, idiom.cadences)
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
    wanted: float,
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
    costs, options = [], []
    for move in moves:
        root = (before.root + move["interval"]) % 12
        label = chromatic_numeral(root, move["to"], stretch.key)
        plain = transformed(before, move["interval"], move["to"], label)
        fits = (move["valence"] - affect.valence) ** 2 + (move["tension"] - affect.tension) ** 2
        for option in (plain, *tenser(plain, wanted, stretch.key)):
            away = abs(chord_tension(option, stretch.key, before) - wanted)
            costs.append(fits + STEERED_MOVE * away + 0.15 * float(rng.random()))
            options.append(option)
    return options[int(np.argmin(costs))]


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
