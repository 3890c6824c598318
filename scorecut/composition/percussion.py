"""The drums: a style's groove on a sixteenth grid, ghost notes, a fill before each section, cymbals that open it."""

from functools import cache

from scorecut.catalog.instruments import instrument
from scorecut.composition.canvas import Canvas
from scorecut.composition.idiom import Groove
from scorecut.composition.setting import Page, Setting
from scorecut.model.score import Note

#: Level of the strengths 1-9 in dB re mf: 9 is an accent, 3 and less are ghosts (MUSIC.md 12, velocities).
STRENGTH_DB = {1: -17.0, 2: -14.0, 3: -11.0, 4: -8.0, 5: -5.5, 6: -3.0, 7: -1.0, 8: 1.0, 9: 3.0}
GHOST = 3
#: A slot may hold two strokes: small letters, "c" is "3" twice. Three would be faster than a hand and than a page can show.
ROLLED = {letter: strength for strength, letter in enumerate("abcdefghi", start=1)}
#: From this intensity on rolls lead to the last chord and carry it.
ROLL_FROM = 0.55
#: A roll into the last chord: beats, from and to what level (MUSIC.md 12: 2 b, crescendo); and the one under it: it is
#: over after this share of the ring and these seconds at most, and falls so far, more and more steeply.
ROLL_IN_BEATS, ROLL_IN_DB = 2.0, (-17.0, -3.0)
ROLL_OUT_SHARE, ROLL_OUT_S, ROLL_OUT_DB = 0.5, 1.6, (-7.0, -25.0)
#: Its strokes are sixteenths, or twice as many where those would be further apart than this.
ROLL_APART_S = 0.15
#: Where a drum has no place on the player's instrument, this one stands in.
STAND_IN = {
    "low": "low tom", "mid": "low tom", "high": "high tom", "metal hits": "cowbell", "claps": "claps", "kick": "low",
    "snare": "mid", "hi-hat": "high", "side stick": "high", "low tom": "low", "high tom": "high",
}  # fmt: skip


@cache
def drum_key(name: str, player: str) -> int:
    """Return the pitch or drum key on which ``player`` strikes ``name``; -1 where it cannot."""
    row = instrument(player)
    if row.is_drums and row.key >= 0:
        return row.key if name in ("low", "kick", "hi-hat", "shaker", "side stick", player) else -1
    if row.is_drums:
        if name in ("low", "mid", "high"):
            return {"low": 41, "mid": 45, "high": 50}[name]
        return instrument(name).key
    place = name if name in ("low", "mid", "high") else STAND_IN.get(name, "")
    span = row.sweet_high - row.sweet_low
    offsets = {"low": 0.1, "mid": 0.5, "high": 0.9}
    return round(row.sweet_low + offsets[place] * span) if place in offsets else -1


def groove_notes(setting: Setting, groove: Groove, player: str) -> list[Note]:
    """Return the section's drumming for one player."""
    canvas, rng = setting.page.canvas, setting.rng
    notes: list[Note] = []
    stretch = setting.stretch
    rolled, rolls_from = roll_key(setting.page, player), rolls_in(setting.page)
    for index in range(stretch.first, stretch.last + 1):
        bar = canvas.bars[index]
        last_bar = index == stretch.last and stretch.n_bars >= 2
        spoken = canvas.spoken_share(bar.start_beat, canvas.bar_end(index)) > 0.4
        n_slots = round(bar.length_beats * 4)
        for drum, row in groove.drums.items():
            if setting.busy < 0.35 and drum in groove.calm:
                continue
            use_fill = last_bar and groove.fill and not spoken and stretch.role != "ending"
            line = groove.fill.get(drum, "") if use_fill else row
            of_bar = index * 16 % max(16, len(line))  # the second bar of two, for all alike
            for k in range(n_slots):
                mark = line[of_bar + k % 16] if of_bar + k % 16 < len(line) else "."
                if mark == ".":
                    continue
                start = bar.start_beat + k * 0.25
                n_strokes, strength = strokes(mark)
                if start >= setting.end - 1e-6 or start < setting.start - 1e-6:
                    continue
                if strength <= GHOST and (spoken or float(rng.random()) < 0.3):
                    continue
                if (index - stretch.first) % 4 == 3 and k >= n_slots - 4 and not use_fill and strength <= 5:
                    continue  # the pattern drops its last beat every fourth bar
                key = _pitch(drum, player, setting, start)
                if key >= 0 and not (key == rolled and start >= rolls_from - 1e-6):
                    notes += _strokes(setting, start, key, strength, n_strokes)
        if use_fill and groove.drums.keys() != groove.fill.keys():
            for drum in sorted(set(groove.fill) - set(groove.drums)):
                for k, mark in enumerate(groove.fill[drum][:n_slots]):
                    start = bar.start_beat + k * 0.25
                    key = _pitch(drum, player, setting, start)
                    if mark != "." and key >= 0 and start < setting.end - 1e-6:
                        n_strokes, strength = strokes(mark)
                        notes += _strokes(setting, start, key, strength, n_strokes)
    if groove.cymbal and stretch.role in ("climax", "A'", "B") and stretch.intensity > 0.55:
        key = _pitch(groove.cymbal, player, setting, setting.start)
        if key >= 0 and instrument(player).is_drums:
            notes.append(_stroke(setting, setting.start, key, 7))
    return sorted(set(notes), key=lambda note: (note.start_beat, note.pitch))


def _pitch(drum: str, player: str, setting: Setting, start: float) -> int:
    """Return the key to strike; timpani take the chord's root or fifth nearest to theirs."""
    key = drum_key(drum, player)
    if player != "timpani" or key < 0:
        return key
    placed = setting.page.chart.at(start + 1e-3)
    wanted = placed.chord.root if drum == "low" else placed.chord.fifth
    if drum == "high" and placed.key.tonic != placed.chord.root:
        wanted = placed.chord.root
    return _tuned(key, player, wanted)


def _tuned(key: int, player: str, wanted: int) -> int:
    row = instrument(player)
    choices = [p for p in range(row.sweet_low, row.sweet_high + 1) if p % 12 == wanted]
    return choices[0] if choices else key


def strokes(mark: str) -> tuple[int, int]:
    """Return how many strokes a slot's mark means and how strong they are.

    >>> strokes("8"), strokes("c")
    ((1, 8), (2, 3))
    """
    return (2, ROLLED[mark]) if mark in ROLLED else (1, int(mark))


def _strokes(setting: Setting, start: float, key: int, strength: int, n: int) -> list[Note]:
    return [_stroke(setting, start + k * 0.25 / n, key, strength, 0.25 / n) for k in range(n)]


def _stroke(setting: Setting, start: float, key: int, strength: int, length: float = 0.25) -> Note:
    return setting.note(start, length, key, STRENGTH_DB[strength])


def last_key(page: Page, player: str) -> int:
    """Return what ``player`` strikes on the last chord: its lowest drum, timpani the chord's root; -1 for none."""
    key = drum_key("low" if instrument(player).program >= 0 else "kick", player)
    return _tuned(key, player, page.chart.at(page.until + 1e-3).chord.root) if player == "timpani" else key


def roll_key(page: Page, player: str) -> int:
    """Return what ``player`` rolls into the last chord and under it where the music is big there, else -1."""
    if page.canvas.cue.ending in ("button", "stop") or page.canvas.intensity_at(page.until) < ROLL_FROM:
        return -1
    return last_key(page, player) if instrument(player).program >= 0 else drum_key("snare", player)


def rolls_in(page: Page) -> float:
    """Return the beat from which a roll grows into the last chord: the last chord itself where somebody speaks."""
    start = max(0.0, page.until - ROLL_IN_BEATS)
    return page.until if page.canvas.spoken_share(start, page.until) > 0.0 else start


def last_roll(page: Page, key: int) -> list[Note]:
    """Return a roll that grows into the last chord and dies away under it, long before the cue's end."""
    canvas, until = page.canvas, page.until
    ring_s = canvas.seconds(canvas.end_beat) - canvas.seconds(until)
    end = canvas.beat(canvas.seconds(until) + min(ROLL_OUT_S, ROLL_OUT_SHARE * ring_s))
    into = _roll(canvas, rolls_in(page), until, key, ROLL_IN_DB, 1.0)
    return into + _roll(canvas, until, end, key, ROLL_OUT_DB, 1.5)[1:]


def _roll(
    canvas: Canvas, start: float, end: float, key: int, levels_db: tuple[float, float], power: float
) -> list[Note]:
    """Return strokes from ``start`` to before ``end``, hands by turns, between two levels."""
    if end - start < 0.25:
        return []
    stroke_s = (canvas.seconds(end) - canvas.seconds(start)) / max(1e-6, end - start) * 0.25
    step = 0.125 if stroke_s > ROLL_APART_S else 0.25
    steps = max(1, round((end - start) / step))
    first_db, last_db = levels_db
    return [
        Note(
            start_beat=start + k * step,
            length_beats=step,
            pitch=key,
            level_db=first_db + (last_db - first_db) * (k / steps) ** power + 0.7 * (k % 2),
        )
        for k in range(steps)
        if start + k * step < end - 1e-6
    ]
