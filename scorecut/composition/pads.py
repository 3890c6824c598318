"""Held harmony: voices that tie common tones, come late as suspensions, pass through seconds, and never march in step."""

from dataclasses import dataclass

from scorecut.composition.chart import local_scale
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

SUSPEND = 0.5
PASS = 0.5
NEIGHBOUR = 0.45
LONGEST_TIE_BEATS = 8.0


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
        late = _late_voice(setting, voices, rows[index], number, end - start)
        for v in range(width):
            pitch = rows[index][v]
            before = voices[v][-1] if voices[v] else None
            if before and before.pitch == pitch and end - before.start <= LONGEST_TIE_BEATS:
                before.end = end
            elif before and v == late:
                wait = 1.0 if end - start >= 2.0 else 0.5
                before.end = start + wait
                voices[v].append(_Held(start + wait, end, pitch))
            else:
                voices[v].append(_Held(start, end, pitch))
        if end - start >= 2.0:
            _move_inside(setting, voices, rows, index, start, end)
    return voices


def _late_voice(setting: Setting, voices: list[list[_Held]], row: tuple[int, ...], number: int, length: float) -> int:
    """Return which voice arrives late: one that falls by a step, in about every second change (-1: none)."""
    if not number or length < 1.5 or float(setting.rng.random()) > SUSPEND:
        return -1
    falling = [v for v, voice in enumerate(voices) if voice and voice[-1].pitch - row[v] in (1, 2)]
    other = [v for v, voice in enumerate(voices) if voice and 0 < abs(voice[-1].pitch - row[v]) <= 4]
    choices = falling or other
    return int(setting.rng.choice(choices)) if choices else -1


def _move_inside(
    setting: Setting, voices: list[list[_Held]], rows: list[tuple[int, ...]], index: int, start: float, end: float
) -> None:
    """Let one voice pass to its next note by step, or touch its neighbour, while the others hold."""
    placed = setting.page.chart.chords[index]
    scale = local_scale(placed.chord, placed.key)
    following = rows[index + 1] if index + 1 < len(rows) else rows[index]
    inner = list(range(len(voices)))
    setting.rng.shuffle(inner)
    for v in inner:
        held = voices[v][-1]
        if held.end != end or held.end - held.start < 1.5:
            continue
        way = following[v] - held.pitch
        if abs(way) in (3, 4) and float(setting.rng.random()) < PASS:
            sign = 1 if way > 0 else -1
            step = next((held.pitch + sign * d for d in (2, 1) if (held.pitch + sign * d) % 12 in scale), None)
            if step is not None and setting.low <= step <= setting.high:
                quick = 1.0 if end - start >= 3.5 else 0.5
                held.end = end - quick
                voices[v].append(_Held(end - quick, end, step))
                return
        if end - start >= 3.0 and float(setting.rng.random()) < NEIGHBOUR:
            step = next((held.pitch + d for d in (2, 1, -1, -2) if (held.pitch + d) % 12 in scale), None)
            if (
                step is None
                or not setting.low <= step <= setting.high
                or any(abs(step - other[-1].pitch) < 2 for other in voices if other is not voices[v])
            ):
                continue
            middle = start + (end - start) / 2
            if middle - held.start < 0.5:
                continue
            back = held.pitch
            turn = 1.0 if end - middle >= 2.0 else (end - middle) / 2
            held.end = middle
            voices[v].append(_Held(middle, middle + turn, step))
            voices[v].append(_Held(middle + turn, end, back))
            return


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
