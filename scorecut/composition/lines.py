"""Second voices: the counter-line, the answer, the imitation, and the doublings of the tune."""

from scorecut.composition.chart import local_scale, nearest
from scorecut.composition.melody import Sung
from scorecut.composition.setting import Setting
from scorecut.model.score import Note


def counter(setting: Setting) -> list[Note]:
    """Return a line that moves where the tune holds, mostly against its direction, chord tones on strong beats."""
    page, canvas = setting.page, setting.page.canvas
    onsets = _free_beats(setting)
    if not onsets:
        return []
    notes: list[Note] = []
    last = (setting.low + setting.high) / 2
    heading = 1
    for start, end in zip(onsets, [*onsets[1:], setting.end], strict=True):
        placed = page.chart.at(start + 1e-3)
        tune = page.tune_at(start)
        before = page.tune_at(max(0.0, start - 1.0))
        if tune and before and tune.pitch != before.pitch:
            heading = -1 if tune.pitch > before.pitch else 1
        elif not setting.low + 3 <= last <= setting.high - 3:
            heading = 1 if last < setting.low + 3 else -1
        strong = canvas.is_strong(start) or end - start >= 1.5
        classes = frozenset(placed.chord.tones) if strong else local_scale(placed.chord, placed.key)
        taken = tune.pitch % 12 if tune else None
        pitch = nearest(last + 2 * heading, classes - {taken} or classes, setting.low, setting.high)
        if pitch == round(last):
            pitch = nearest(last + 3 * heading, classes, setting.low, setting.high)
        length = min(end - start, 3.0)
        notes.append(setting.note(start, length, pitch, 1.0 if strong else 0.0))
        last = pitch
    return notes


def _free_beats(setting: Setting) -> list[float]:
    """Return beats of the section on which the tune begins no note, about half as many as the tune has notes."""
    page = setting.page
    busy = {round(note.start_beat * 2) for note in page.tune}
    out: list[float] = []
    step = 1.0 if setting.busy > 0.5 else 2.0
    beat = setting.start
    while beat < setting.end - 0.5:
        bar = page.canvas.bars[page.canvas.bar_index(beat)]
        inside = beat - bar.start_beat
        free = round(beat * 2) not in busy
        change = any(abs(placed.start_beat - beat) < 1e-3 for _, placed in page.chart.between(beat - 0.1, beat + 0.1))
        if (free and (inside % step < 1e-3 or float(setting.rng.random()) < 0.3)) or (
            not free and change and (not out or beat - out[-1] >= 3.0)
        ):
            out.append(beat)
        beat += 1.0
    return out


def call(setting: Setting) -> list[Note]:
    """Return answers: the end of the tune's last phrase once more, where the tune rests or holds for two beats."""
    page = setting.page
    notes: list[Note] = []
    tune = [note for note in page.tune if setting.start <= note.start_beat < setting.end]
    for now, after in zip(tune, [*tune[1:], None][: len(tune)], strict=True):
        room_from = now.start_beat + min(now.length_beats, 1.0)
        room_to = min(after.start_beat if after else setting.end, setting.end)
        if room_to - room_from < 1.5 or (now.length_beats < 1.0 and room_to - now.end_beat < 1.5):
            continue
        model = [note for note in page.tune if note.end_beat <= now.end_beat + 1e-6][-4:]
        notes += _echo(model, max(room_from, now.start_beat + 1.0), room_to, setting)
    return notes


def _echo(model: list[Sung], start: float, end: float, setting: Setting) -> list[Note]:
    """Return the model's rhythm from ``start``, its contour set to the harmony there."""
    if len(model) < 2:
        return []
    notes: list[Note] = []
    origin = model[0].start_beat
    shift = 12 * round(((setting.low + setting.high) / 2 - model[0].pitch) / 12)
    for note in model:
        at = start + (note.start_beat - origin)
        if at >= end - 0.2:
            break
        placed = setting.page.chart.at(at + 1e-3)
        classes = (
            frozenset(placed.chord.tones)
            if note is model[0] or note is model[-1]
            else local_scale(placed.chord, placed.key)
        )
        pitch = nearest(note.pitch + shift, classes, setting.low, setting.high)
        notes.append(setting.note(at, min(note.length_beats, 1.0, end - at), pitch))
    return notes if len(notes) >= 2 else []


def canon(setting: Setting) -> list[Note]:
    """Return the tune two beats later, a fifth above or a fourth below, bent to the harmony."""
    page = setting.page
    notes: list[Note] = []
    for note in page.tune:
        at = note.start_beat + 2.0
        if not setting.start <= at < setting.end - 0.2:
            continue
        placed = page.chart.at(at + 1e-3)
        wanted = note.pitch + 7
        while wanted > setting.high:
            wanted -= 12
        strong = page.canvas.is_strong(at)
        classes = (
            frozenset(placed.chord.tones)
            if strong or note.length_beats >= 1.5
            else local_scale(placed.chord, placed.key)
        )
        pitch = nearest(wanted, classes, setting.low, setting.high)
        notes.append(setting.note(at, min(note.length_beats, setting.end - at) * 0.95, pitch))
    return notes


def double(setting: Setting) -> list[Note]:
    """Return the tune an octave away, in thirds and sixths beneath it, or in fourths and fifths (organum)."""
    page, how = setting.page, (setting.texture.patterns or ("12",))[0]
    notes: list[Note] = []
    for note in page.tune:
        if not setting.start - 1e-6 <= note.start_beat < setting.end - 1e-6:
            continue
        placed = page.chart.at(note.start_beat + 1e-3)
        if how == "third":
            scale = local_scale(placed.chord, placed.key)
            classes = frozenset(placed.chord.tones) if note.length_beats >= 1.0 else scale
            pitch = nearest(note.pitch - 3.6, classes, setting.low, setting.high)
            if pitch >= note.pitch or note.pitch - pitch > 10:
                pitch = nearest(note.pitch - 8.5, classes, setting.low, setting.high)
        elif how == "fifth":
            pitch = nearest(note.pitch - 7, local_scale(placed.chord, placed.key), setting.low, setting.high)
        else:
            pitch = note.pitch + int(how)
            while pitch > setting.high:
                pitch -= 12
            while pitch < setting.low:
                pitch += 12
        if setting.low <= pitch <= setting.high:
            notes.append(setting.note(note.start_beat, note.length_beats, pitch))
    return notes
