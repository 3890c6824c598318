"""A theme's bar in a bar of the cue: the same rhythm in three, in four, in five, and where one bar is cut for a hit."""

from dataclasses import replace

import numpy as np

from scorecut.composition.motif import Event, fitted
from scorecut.composition.theme import CANONICAL_EIGHTHS, Tone

#: Nothing begins so near (eighths) before a bar line that cuts a bar short.
TOO_LATE = 0.4


def in_bar(tones: tuple[Tone, ...], eighths: float, home: float) -> list[Tone]:
    """Return a canonical bar's tones in a measure of ``eighths`` where the cue's usual one has ``home``.

    The rhythm is fitted to the usual bar, small values intact. A single longer bar holds its last note, and a shorter one
    breaks off, so that what is heard of it is the same rhythm.
    """
    if not tones:
        return []
    events: list[Event] = []
    at = 0.0
    for tone in tones:
        if tone.onset > at + 1e-6:
            events.append(Event(at, tone.onset - at, False))
        events.append(Event(tone.onset, tone.length))
        at = tone.onset + tone.length
    if at < CANONICAL_EIGHTHS - 1e-6:
        events.append(Event(at, CANONICAL_EIGHTHS - at, False))
    usual = fitted(tuple(events), home)
    kept = [event for event in usual if event.sounds]
    degrees = [tone.degree for tone in tones]
    keep = [round(i) for i in np.linspace(0, len(degrees) - 1, len(kept))]
    out = [Tone(event.onset, event.length, degrees[i]) for event, i in zip(kept, keep, strict=True)]
    return _drawn(out, home, eighths) if eighths > home else _cut(out, eighths)


def _drawn(tones: list[Tone], home: float, eighths: float) -> list[Tone]:
    """Return a bar's tones in a longer bar: a last one that filled its bar fills this one."""
    if not tones or tones[-1].onset + tones[-1].length < home - 1e-6:
        return tones
    return [*tones[:-1], replace(tones[-1], length=eighths - tones[-1].onset)]


def _cut(tones: list[Tone], eighths: float) -> list[Tone]:
    """Return what of a bar's tones begins in a shorter one, and not at its very end."""
    return [
        replace(tone, length=min(tone.length, eighths - tone.onset))
        for tone in tones
        if tone.onset < eighths - TOO_LATE
    ]
