"""Patterns in motion: ostinati, arpeggios, pulses, stabs, and every bass that is more than a held note.

One reader for all of them: tokens of a texture on its grid, bar by bar, over
whatever chord sounds (the alphabet is told at the head of ``textures.toml``).
"""

from scorecut.composition.bass import approach, between
from scorecut.composition.chart import ladder, local_scale
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

#: Now and then a weak note stays away: the pattern breathes (MUSIC.md 12: bar-to-bar drop one eighth, 12 %).
DROP = 0.07
BASS_TOKENS = "bfoaw"


def figure(setting: Setting) -> list[Note]:
    """Return the section's pattern as notes."""
    tokens = setting.pattern().split()
    accented = _accents(setting.texture.accents, len(tokens))
    notes: list[Note] = []
    canvas = setting.page.canvas
    last_pitch: int | None = None
    for index in range(setting.stretch.first, setting.stretch.last + 1):
        bar = canvas.bars[index]
        n_slots = max(1, round(bar.length_beats / setting.texture.grid))
        row = [tokens[k % len(tokens)] for k in range(n_slots)]
        row = _at_changes(row, bar.start_beat, setting)
        for k, token in enumerate(row):
            start = bar.start_beat + k * setting.texture.grid
            if start >= setting.end - 1e-6 or start < setting.start - 1e-6 or token in ".-":
                continue
            weak = k % 2 == 1
            if canvas.is_spoken(start) and abs(start - round(start)) > 1e-3 and setting.texture.grid < 1:
                continue
            if weak and token not in "bx" and float(setting.rng.random()) < DROP:
                continue
            held = 1
            while k + held < n_slots and row[k + held] == "-":
                held += 1
            length = held * setting.texture.grid * setting.texture.sounding
            stop = setting.end if setting.texture.sounding <= 1.0 else setting.page.canvas.end_beat
            length = min(length, stop - start)
            level = (setting.texture.accent_db if k % len(tokens) in accented else 0.0) + (1.5 if k == 0 else 0.0)
            pitches = _pitches(token, start, held * setting.texture.grid, last_pitch, setting)
            for p in pitches:
                notes.append(setting.note(start, length, p, level))
            if pitches:
                last_pitch = pitches[0]
    return notes


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
    if not set("bx") & set(row):
        return row
    anew = "b" if "b" in row else "x"
    grid = setting.texture.grid
    for _, placed in setting.page.chart.between(bar_start + 1e-3, bar_start + len(row) * grid):
        k = round((placed.start_beat - bar_start) / grid)
        if 0 < k < len(row) and (row[k] == "-" or (row[k] in "fow" and anew == "b")):
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
    bass = page.basses(low, high)[index]
    if token == "b":
        return [bass]
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
