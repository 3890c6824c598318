"""What hangs over the music rather than moves in it: drones, clusters, single bells, loops of unequal length."""

from scorecut.composition.chart import ladder, local_scale, nearest
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

DRONE_BEATS = 16.0


def drone(setting: Setting) -> list[Note]:
    """Return the tonic (with its fifth, or one high note) held through the section, struck anew every four bars."""
    how = (setting.texture.patterns or ("fifth",))[0]
    placed = setting.page.chart.at(setting.start + 1e-3)
    tonic, fifth = placed.key.tonic, (placed.key.tonic + 7) % 12
    if how == "high":
        pitches = [nearest(setting.high - 3, frozenset({fifth, tonic}), setting.low, setting.high)]
    else:
        low = setting.low + (tonic - setting.low) % 12
        low = low if low <= setting.high else setting.low
        pitches = [low]
        if how == "fifth" and low + 7 <= setting.high:
            pitches.append(low + 7)
    notes, at = [], setting.start
    while at < setting.end - 0.5:
        end = min(at + DRONE_BEATS, setting.end)
        if setting.end - end < 4.0:
            end = setting.end
        notes += [setting.note(at, end - at, p) for p in pitches]
        at = end
    return notes


def cluster(setting: Setting) -> list[Note]:
    """Return semitones piled up one by one, or one line that climbs by semitones; never entering on a bar line."""
    if setting.texture.patterns == ("rising",):
        return _rising(setting)
    placed = setting.page.chart.at(setting.start + 1e-3)
    middle = nearest((setting.low + setting.high) / 2, frozenset(placed.chord.tones), setting.low, setting.high)
    order = [0, 1, -1, 2, -2][: 2 + int(setting.busy * 4)]
    gap = max(1.0, (setting.end - setting.start) / (len(order) + 2))
    notes = []
    for i, step in enumerate(order):
        at = setting.start + 0.5 + i * gap
        pitch = middle + step
        if at < setting.end - 1.0 and setting.low <= pitch <= setting.high:
            notes.append(setting.note(at, setting.end - at, pitch, -0.5 * i))
    return notes


def _rising(setting: Setting) -> list[Note]:
    """Return 1-b2-2-b3 ... one semitone every one or two bars (MUSIC.md 12, hybrid tension)."""
    bars = 1 if setting.busy > 0.6 or setting.stretch.n_bars <= 2 else 2
    placed = setting.page.chart.at(setting.start + 1e-3)
    pitch = nearest(
        setting.low + 4, frozenset({placed.key.tonic, (placed.key.tonic + 7) % 12}), setting.low, setting.high
    )
    notes: list[Note] = []
    canvas = setting.page.canvas
    for count, index in enumerate(range(setting.stretch.first, setting.stretch.last + 1, bars)):
        start = canvas.bars[index].start_beat
        end = min(setting.end, canvas.bar_end(min(index + bars - 1, setting.stretch.last)))
        if end - start < 0.5 or pitch + count > setting.high:
            break
        notes.append(setting.note(start, end - start, pitch + count, 0.8 * count))
    return notes


def bells(setting: Setting) -> list[Note]:
    """Return single notes of the chord (or its ninth), in the tune's rests where there are some, seldom on the beat."""
    page = setting.page
    notes: list[Note] = []
    beat = setting.start + float(setting.rng.choice((0.5, 1.0, 1.5, 2.0)))
    last = None
    while beat < setting.end - 0.5:
        sung = page.tune_at(beat)
        onset = sung is not None and abs(sung.start_beat - beat) < 0.26
        if not onset and not page.canvas.is_spoken(beat):
            placed = page.chart.at(beat + 1e-3)
            classes = set(placed.chord.tones) | {(placed.chord.root + 2) % 12} & local_scale(placed.chord, placed.key)
            if last is not None:
                classes -= {last % 12} if len(classes) > 2 else set()
            centre = setting.low + (setting.high - setting.low) * float(setting.rng.uniform(0.25, 0.8))
            last = nearest(centre, frozenset(classes), setting.low, setting.high)
            notes.append(setting.note(beat, 3.0, last, float(setting.rng.uniform(-3.0, 1.0))))
        beat += float(setting.rng.choice((1.5, 2.0, 2.5, 3.0, 3.5))) * (1.6 - setting.busy)
        beat = round(beat * 2) / 2
    return [note for note in notes if note.start_beat < setting.end]


def loop(setting: Setting) -> list[Note]:
    """Return a short figure that comes round every 7, 11 or 13 beats of the cue, wherever that falls."""
    rows = setting.texture.patterns or ("7",)
    every = float(rows[int(setting.rng.integers(len(rows)))])
    notes: list[Note] = []
    shape = [0, 2, 1, 3][: int(setting.rng.integers(2, 5))]
    at = (setting.start // every) * every
    while at < setting.end:
        for i, step in enumerate(shape):
            beat = at + i * 0.5
            if not setting.start <= beat < setting.end - 0.25 or setting.page.canvas.is_spoken(beat):
                continue
            placed = setting.page.chart.at(beat + 1e-3)
            rungs = ladder(placed.chord.tones, setting.low, setting.high)
            if rungs:
                notes.append(setting.note(beat, 2.5, rungs[min(step + len(rungs) // 3, len(rungs) - 1)], -1.0 * i))
        at += every
    return notes
