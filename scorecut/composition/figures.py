"""Patterns in motion: ostinati, arpeggios, pulses, stabs, and every bass that is more than a held note.

One reader for all of them: tokens of a texture on its grid, bar by bar, over
whatever chord sounds (the alphabet is told at the head of ``textures.toml``).
"""

from dataclasses import replace

from scorecut.composition.bass import approach, between
from scorecut.composition.chart import ladder, local_scale
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

#: Now and then a weak note stays away: the pattern breathes (MUSIC.md 12: bar-to-bar drop one eighth, 12 %).
DROP = 0.07
#: Tokens that begin the bar's harmony and are struck anew where it changes.
ANEW = "bxB"
#: Tokens of two strings: what the lower one plays, and how many semitones lie between them.
TWO_STRINGS = {"B": ("b", 7), "S": ("b", 9), "C": ("c", 7), "T": ("t", 7)}
#: Chords that the bass begins off their root or leaves by a step into the next, of all (MUSIC.md 12: 25-40 %).
WALKS = 0.33


def figure(setting: Setting) -> list[Note]:
    """Return the section's pattern as notes."""
    tokens = setting.pattern().split()
    accented = _accents(setting.texture.accents, len(tokens))
    notes: list[Note] = []
    canvas = setting.page.canvas
    last_pitch: int | None = None
    last_start = setting.start
    led = _led(setting)
    for index in range(setting.stretch.first, setting.stretch.last + 1):
        bar = canvas.bars[index]
        n_slots = max(1, round(bar.length_beats / setting.texture.grid))
        of_bar = index % setting.texture.bars * n_slots  # by the bar's number: all parts turn together
        row = [tokens[(of_bar + k) % len(tokens)] for k in range(n_slots)]
        row = _at_changes(row, bar.start_beat, setting)
        tied = next((k for k, token in enumerate(row) if token != "-"), 0)
        if tied and notes and notes[-1].end_beat > bar.start_beat - setting.texture.grid:
            until = min(setting.end, bar.start_beat + tied * setting.texture.grid * setting.texture.sounding)
            notes[-1] = replace(notes[-1], length_beats=until - notes[-1].start_beat)
        for k, token in enumerate(row):
            start = bar.start_beat + k * setting.texture.grid
            if start >= setting.end - 1e-6 or start < setting.start - 1e-6 or token in ".-":
                continue
            weak = k % 2 == 1
            if canvas.is_spoken(start) and abs(start - round(start)) > 1e-3 and setting.texture.grid < 1:
                continue
            if weak and token not in ANEW and float(setting.rng.random()) < DROP:
                continue
            held = 1
            while k + held < n_slots and row[k + held] == "-":
                held += 1
            length = held * setting.texture.grid * setting.texture.sounding
            stop = setting.end if setting.texture.sounding <= 1.0 else setting.page.canvas.end_beat
            length = min(length, stop - start)
            level = (setting.texture.accent_db if (of_bar + k) % len(tokens) in accented else 0.0) + (
                1.5 if k == 0 else 0.0
            )
            if token == "a" and "w" not in tokens and _chord_index(setting, start) not in led:
                token = "b"
            pitches = _pitches(token, start, held * setting.texture.grid, last_pitch, setting)
            if token == "f":
                pitches = [_against(pitches[0], last_pitch, last_start, start, setting)]
            for p in pitches:
                notes.append(setting.note(start, length, p, level))
            if pitches:
                last_pitch, last_start = pitches[0], start
    if setting.layer.function == "bass" and not {"a", "w"} & set(tokens) and {"b"} & set(tokens):
        return _with_passing(notes, led, setting)
    return notes


def _against(pitch: int, last: int | None, since: float, start: float, setting: Setting) -> int:
    """Return a fifth of the bass in the octave that goes against the tune, where both are within reach."""
    then, now = setting.page.tune_at(since), setting.page.tune_at(start)
    if last is None or then is None or now is None:
        return pitch
    rise = now.pitch - then.pitch
    reach = [p for p in (pitch, pitch - 12) if setting.low <= p <= setting.high]
    return next((p for p in reach if (p - last) * rise < 0), pitch)


def _chord_index(setting: Setting, beat: float) -> int:
    return setting.page.chart.index(beat + 1e-3)


def _led(setting: Setting) -> set[int]:
    """Return the chords that the bass leaves by step: as many as the section's inversions leave to be wished.

    First those from which the next bass is a third or fourth away, so that the step lies on the way.
    """
    spans = setting.page.chart.between(setting.start, setting.end)
    room = round(WALKS * len(spans)) - sum(placed.chord.inverted for _, placed in spans)
    basses = setting.page.basses(setting.low, setting.high)
    able = [
        i
        for i, placed in spans
        if not placed.chord.inverted and not placed.pedal and i + 1 < len(basses) and placed.end_beat < setting.end
        and _passing(setting, i) is not None
    ]  # fmt: skip
    able.sort(key=lambda i: (not 3 <= abs(basses[i + 1] - basses[i]) <= 5, i % 2, i))
    return set(able[: max(0, room)])


def _passing(setting: Setting, index: int) -> int | None:
    """Return the note a step before the next bass on the side that this one comes from, None if it is no other note."""
    page = setting.page
    basses, placed = page.basses(setting.low, setting.high), page.chart.chords[index]
    now, goal = basses[index], basses[index + 1]
    if now == goal:
        return None
    scale = local_scale(placed.chord, placed.key)
    plain = {placed.chord.root, (placed.chord.root + 7) % 12}
    side = -1 if now < goal else 1
    for way in (side, -side):
        for step in (2, 1):
            pitch = goal + way * step
            if (
                pitch % 12 in scale
                and pitch % 12 not in plain
                and setting.low <= pitch <= setting.high
                and pitch != now
            ):
                return pitch
    return None


def _with_passing(notes: list[Note], led: set[int], setting: Setting) -> list[Note]:
    """Return a bass of held or repeated notes that leaves the chords in ``led`` by step."""
    out = list(notes)
    for index in sorted(led):
        placed, pitch = setting.page.chart.chords[index], _passing(setting, index)
        under = [
            k for k, note in enumerate(out) if placed.start_beat - 1e-3 <= note.start_beat < placed.end_beat - 1e-3
        ]
        if not under or pitch is None:
            continue
        k = max(under, key=lambda k: out[k].start_beat)
        note, left = out[k], placed.end_beat - out[k].start_beat
        quick = 1.0 if left >= 3.0 else 0.5
        if left <= 1.0 and len(under) > 1:
            out[k] = replace(note, pitch=pitch)
        elif left >= 1.5 and note.end_beat >= placed.end_beat - 1.0:
            start = placed.end_beat - quick
            out[k] = replace(note, length_beats=start - note.start_beat)
            out.append(
                replace(note, start_beat=start, length_beats=quick * min(1.0, setting.texture.sounding), pitch=pitch)
            )
    return sorted(out, key=lambda note: (note.start_beat, note.pitch))


def _accents(groups: str, n: int) -> set[int]:
    """Return the token indices that begin a group.

    >>> sorted(_accents("3+3+2", 8))
    [0, 3, 6]
    """
    if not groups:
        return {0}
    sizes = [int(size) for size in groups.split("+")]
    out, at, turn = set(), 0, 0
    while at < n:
        out.add(at)
        at += sizes[turn % len(sizes)]
        turn += 1
    return out


def _at_changes(row: list[str], bar_start: float, setting: Setting) -> list[str]:
    """Return the bar's tokens with a bass or chord struck anew where the harmony changes under a held one."""
    row = list(row)
    anew = next((token for token in ANEW if token in row), "")
    if not anew:
        return row
    grid = setting.texture.grid
    for _, placed in setting.page.chart.between(bar_start + 1e-3, bar_start + len(row) * grid):
        k = round((placed.start_beat - bar_start) / grid)
        if 0 < k < len(row) and (row[k] == "-" or (row[k] in "fowhsc" and anew == "b")):
            row[k] = anew
    return row


def _pitches(token: str, beat: float, length: float, last: int | None, setting: Setting) -> list[int]:
    page, low, high = setting.page, setting.low, setting.high
    index = page.chart.index(beat + 1e-3)
    placed = page.chart.chords[index]
    if token == "x":
        return list(page.voicing(setting.layer.voices, low, high)[index])
    if token.isdigit():
        tones = (
            placed.chord.tones if len(placed.chord.tones) > 2 else (*placed.chord.tones, (placed.chord.root + 7) % 12)
        )
        rungs = ladder(tuple(sorted(set(tones))), low, high + 12)
        if not rungs:
            return []
        step = int(token)
        pitch = rungs[min(step, len(rungs) - 1)]
        while pitch > high and pitch - 12 >= low:
            pitch -= 12
        return [pitch]
    if token in "tn":
        tonic = (placed.key.tonic + (1 if token == "n" else 0)) % 12
        wanted = low + (tonic - low) % 12
        return [wanted] if wanted <= high else [low]
    if token in TWO_STRINGS:
        lower, apart = TWO_STRINGS[token]
        pitch = _pitches(lower, beat, length, last, setting)[0]
        fifth = placed.chord.fifth if token == "B" and not placed.chord.inverted else (pitch + apart) % 12
        return [pitch, pitch + (fifth - pitch) % 12]
    bass = page.basses(low, high)[index]
    if token == "b":
        return [bass]
    if token in "hsc":
        third = 3 if placed.chord.quality in ("minor", "diminished") else 4
        pitch = bass + {"h": third, "s": 9, "c": 1}[token]
        return [pitch if pitch <= high else pitch - 12 if pitch - 12 >= low else bass]
    if token == "o":
        return [bass + 12 if bass + 12 <= high else bass - 12 if bass - 12 >= low else bass]
    if token == "f":
        fifth = (placed.chord.fifth if placed.chord.bass == placed.chord.root else placed.chord.root) % 12
        up = bass + (fifth - bass) % 12
        return [up if up <= high else up - 12 if up - 12 >= low else bass]
    following = index + 1 < len(page.chart.chords)
    goal = page.basses(low, high)[index + 1] if following else bass
    scale = local_scale(placed.chord, placed.key)
    if token == "a":
        near = following and page.chart.chords[index + 1].start_beat - beat <= length + 1e-3
        return (
            [approach(last if last is not None else bass, goal, low, high, scale)] if near and goal != bass else [bass]
        )
    left = max(1, round((placed.end_beat - beat) / setting.texture.grid))
    return [between(last if last is not None else bass, goal, left, scale, low, high)]
