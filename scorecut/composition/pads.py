"""Held harmony: voices that tie common tones, come late as suspensions, pass through seconds, and never march in step."""

from dataclasses import dataclass
from itertools import pairwise

from scorecut.composition.chart import local_scale
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

SUSPEND = 0.78
PASS = 0.5
NEIGHBOUR = 0.45
#: Where the tune begins no note for so many beats an inner voice moves this gladly (MUSIC.md 12: in 40 % of such bars).
QUIET_BEATS, STILL = 1.5, 0.85
LONGEST_TIE_BEATS = 8.0
#: A chord of so many beats has room for three voices that come late.
WIDE_BEATS = 4.0


@dataclass(slots=True)
class _Held:
    start: float
    end: float
    pitch: int


def pad(setting: Setting) -> list[list[Note]]:
    """Return the held chords, voice by voice from the lowest, with their inner motion."""
    voices = _voices(setting)
    lines = []
    for voice in voices:
        lines.append(
            [
                setting.note(held.start, held.end - held.start, held.pitch)
                for held in voice
                if held.end - held.start > 0.1
            ]
        )
    return lines


def _voices(setting: Setting) -> list[list[_Held]]:
    page = setting.page
    open_only = setting.texture.patterns == ("open",)
    n = 2 if open_only and setting.layer.voices <= 3 else setting.layer.voices
    rows = page.voicing(n, setting.low, setting.high)
    spans = page.chart.between(setting.start, setting.end)
    if not spans:
        return []
    width = len(rows[0])
    voices: list[list[_Held]] = [[] for _ in range(width)]
    for number, (index, placed) in enumerate(spans):
        start, end = max(placed.start_beat, setting.start), min(placed.end_beat, setting.end)
        late = _late_voices(setting, voices, rows[index], number, end - start)
        for v in range(width):
            pitch = rows[index][v]
            before = voices[v][-1] if voices[v] else None
            wait = 1.0 if end - start >= 2.0 else 0.5
            if before and before.pitch == pitch and end - before.start <= LONGEST_TIE_BEATS:
                before.end = end
            elif before and (v in late or (before.pitch == pitch and end - start > wait)):  # bows turn between changes
                before.end = start + wait
                voices[v].append(_Held(start + wait, end, pitch))
            else:
                voices[v].append(_Held(start, end, pitch))
        if end - start >= 2.0:
            _move_inside(setting, voices, rows, index, start, end)
    return voices


def _late_voices(
    setting: Setting, voices: list[list[_Held]], row: tuple[int, ...], number: int, length: float
) -> set[int]:
    """Return which voices arrive late, in about every second change: one that falls by a step, or all that move a little."""
    if not number or length < 1.5 or float(setting.rng.random()) > SUSPEND:
        return set()
    moving = {v for v, voice in enumerate(voices) if voice and voice[-1].pitch != row[v]}
    few = 3 if length >= WIDE_BEATS else 2
    if 2 <= len(moving) <= few and all(abs(voices[v][-1].pitch - row[v]) <= 4 for v in moving):
        return moving
    falling = [v for v in sorted(moving) if voices[v][-1].pitch - row[v] in (1, 2)]
    other = [v for v in sorted(moving) if abs(voices[v][-1].pitch - row[v]) <= 4]
    choices = falling or other
    return {int(setting.rng.choice(choices))} if choices else set()


def _move_inside(
    setting: Setting, voices: list[list[_Held]], rows: list[tuple[int, ...]], index: int, start: float, end: float
) -> None:
    """Let one voice at a time pass to its next note by step, or touch its neighbour, while the others hold.

    In a chord of several bars that happens bar by bar, gladly where the tune holds or rests: then something else moves.
    """
    placed = setting.page.chart.chords[index]
    scale = local_scale(placed.chord, placed.key)
    following = rows[index + 1] if index + 1 < len(rows) else rows[index]
    moved = -1
    for bar_start, bar_end in _bars_within(setting, start, end):
        quiet = _quiet(setting, bar_start, bar_end)
        likely = STILL if quiet else NEIGHBOUR
        inner = list(range(len(voices)))
        setting.rng.shuffle(inner)
        inner.sort(key=lambda v: v == moved)  # another voice than in the bar before
        for v in inner:
            if bar_end == end and _passes(
                setting, voices[v], following[v], scale, start, end, STILL if quiet else PASS
            ):
                break
            if _turns(setting, voices, v, scale, quiet or (bar_start, bar_end), end, likely):
                moved = v
                break


def _bars_within(setting: Setting, start: float, end: float) -> list[tuple[float, float]]:
    """Return the chord's bars; what is left of one at its end belongs to the bar before."""
    canvas = setting.page.canvas
    starts = [bar.start_beat for bar in canvas.bars if start + 1.9 < bar.start_beat < end - 1.9]
    return list(zip([start, *starts], [*starts, end], strict=True))


def _quiet(setting: Setting, start: float, end: float) -> tuple[float, float] | None:
    """Return the longest stretch between two beats in which the tune begins no note, None if it is short."""
    onsets = [note.start_beat for note in setting.page.tune if start + 1e-6 < note.start_beat < end - 1e-6]
    a, b = max(pairwise([start, *onsets, end]), key=lambda span: span[1] - span[0])
    return (a, b) if b - a >= QUIET_BEATS else None


def _passes(
    setting: Setting, voice: list[_Held], goal: int, scale: frozenset[int], start: float, end: float, likely: float
) -> bool:
    """Let a voice leave its note by step for the next chord's, a third or fourth away; return whether it did."""
    held = voice[-1]
    way = goal - held.pitch
    if held.end != end or held.end - held.start < 1.5 or abs(way) not in (3, 4) or setting.rng.random() >= likely:
        return False
    sign = 1 if way > 0 else -1
    step = next((held.pitch + sign * d for d in (2, 1) if (held.pitch + sign * d) % 12 in scale), None)
    if step is None or not setting.low <= step <= setting.high:
        return False
    held.end = end - (1.0 if end - start >= 3.5 else 0.5)
    voice.append(_Held(held.end, end, step))
    return True


def _turns(
    setting: Setting, voices: list[list[_Held]], v: int, scale: frozenset[int], span: tuple[float, float], end: float,
    likely: float,
) -> bool:  # fmt: skip
    """Let a voice touch its neighbour within the span and come back; return whether it did."""
    held = voices[v][-1]
    if held.end != end or span[1] - span[0] < 1.5 or setting.rng.random() >= likely:
        return False
    middle = max(span[0] + (span[1] - span[0]) / 2, held.start + 0.5)
    middle = round(middle * 2) / 2
    turn = min(1.0, (span[1] - middle) / 2 if span[1] - middle < 2.0 else 1.0)
    step = next((held.pitch + d for d in (2, 1, -1, -2) if (held.pitch + d) % 12 in scale), None)
    if (
        step is None
        or turn < 0.5
        or not held.start + 0.4 < middle < end - turn - 0.4
        or not setting.low <= step <= setting.high
        or any(abs(step - other[-1].pitch) < 2 for other in voices if other is not voices[v])
    ):
        return False
    held.end = middle
    voices[v].append(_Held(middle, middle + turn, step))
    voices[v].append(_Held(middle + turn, end, held.pitch))
    return True


def chorale(setting: Setting) -> list[list[Note]]:
    """Return block chords struck with the tune's heavier notes, at most one a beat, and at every change."""
    page = setting.page
    rows = page.voicing(setting.layer.voices, setting.low, setting.high)
    onsets = {placed.start_beat for _, placed in page.chart.between(setting.start, setting.end)}
    for note in page.tune:
        on_beat = abs(note.start_beat - round(note.start_beat)) < 1e-6
        if setting.start <= note.start_beat < setting.end and on_beat and note.length_beats >= 1.0:
            onsets.add(note.start_beat)
    times = sorted(max(onset, setting.start) for onset in onsets)
    kept: list[float] = []
    for time in times:
        if not kept or time - kept[-1] >= 1.0 - 1e-6 or page.chart.at(time).start_beat == time:
            kept.append(time)
    voices: list[list[Note]] = [[] for _ in range(len(rows[0]))]
    for start, end in zip(kept, [*kept[1:], setting.end], strict=True):
        row = rows[page.chart.index(start + 1e-3)]
        strong = 1.5 if page.canvas.is_strong(start) else 0.0
        for v, pitch in enumerate(row):
            voices[v].append(setting.note(start, (end - start) * setting.texture.sounding, pitch, strong))
    return voices
