"""Silence as a choice: where a film is better off without music, and why.

By default music is left out of long calm talks and where the film's own sound is music
already. With a wish (``--coverage``) the stretches that need music least give way, from
seam to seam, until the share is met.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scorecut.model.emotion import Emotion
from scorecut.model.picture import Picture
from scorecut.spotting.settings import SpottingSettings

#: Talk: lines with gaps below this belong together; it is spoken for this share; it stays this calm.
TALK_GAP_S, TALK_SHARE, TALK_ENERGY = 4.0, 0.5, -0.1
#: Music is not taken out of the film's first and last seconds.
FRAME_S = 12.0
#: Music of the film's own counts from this length on, this surely; pieces this near are one.
OWN_LEAST_S, OWN_SURE, OWN_GAP_S = 10.0, 0.5, 3.0
#: How much a second of music is worth: at full energy or tension more, under talk or own music less.
BASE, MOVED, SPOKEN, OWN = 1.0, 1.0, 0.7, 1.5
#: An event at full strength is worth so many seconds of usual music.
STRUCK_S = 3.0
#: Music may end after a line that so long a pause follows.
PAUSE_S = 1.5
#: The film's first and last seconds want music.
ENDS = 0.3
#: Price of every silence, in seconds of usual music: silences are few and long, not a flutter.
BREAK_S = 4.0
#: Price of a second more or less music than was asked for: dearer than any second is worth.
OFF = 12.0
#: Bounds nearer to each other than this are one; a film has at most so many of them.
APART_S, MOST_BOUNDS = 1.0, 240
#: The share that is played is counted in so many steps.
STEPS = 200


@dataclass(frozen=True, slots=True)
class Silence:
    """A stretch without music. why : in words; after : what the music that follows may be told to begin on."""

    start_s: float
    end_s: float
    why: str
    after: str


def silences(
    picture: Picture, emotion: Emotion, start_s: float, end_s: float, settings: SpottingSettings
) -> tuple[list[Silence], list[str]]:
    """Return the stretches between first light and last sound that stay without music, and lines about own music.

    emotion : the film's curve, prompt in it
    """
    own = own_music(picture)
    if settings.coverage is not None:
        if settings.coverage >= 1.0:
            return [], [overlaid(span, settings) for span in own]
        return by_coverage(picture, emotion, start_s, end_s, own, settings), []
    spare_s = settings.most_silence * picture.duration_s
    chosen: list[Silence] = []
    notes: list[str] = []
    for span in own if not settings.replaces_sound else []:
        if span[1] - span[0] <= spare_s:
            chosen.append(Silence(*span, "the film has music of its own there", "the film's own music is over"))
            spare_s -= span[1] - span[0]
        else:
            notes.append(overlaid(span, settings))
    if settings.replaces_sound:
        notes += [overlaid(span, settings) for span in own]
    if end_s - start_s >= settings.short_film_s:
        for talk in talks(picture, emotion, settings, spare_s):
            if all(talk[1] <= other.start_s or talk[0] >= other.end_s for other in chosen):
                chosen.append(Silence(*talk, "people talk and the scene is calm", "the talk is over"))
    return sorted(chosen, key=lambda silence: silence.start_s), notes


def overlaid(span: tuple[float, float], settings: SpottingSettings) -> str:
    """Return the line that says what becomes of the film's own music."""
    where = f"the film has music of its own from {span[0]:.1f} to {span[1]:.1f} s: the score"
    if settings.replaces_sound:
        return f"{where} takes its place"
    return f"{where} plays over it; with --original drop it takes its place"


def own_music(picture: Picture) -> list[tuple[float, float]]:
    """Return where the film's own sound is music for long, in order of time."""
    joined: list[list[float]] = []
    for span in sorted(picture.music, key=lambda span: span.start_s):
        if span.confidence < OWN_SURE:
            continue
        if joined and span.start_s - joined[-1][1] < OWN_GAP_S:
            joined[-1][1] = max(joined[-1][1], span.end_s)
        else:
            joined.append([span.start_s, min(span.end_s, picture.duration_s)])
    return [(start_s, end_s) for start_s, end_s in joined if end_s - start_s >= OWN_LEAST_S]


def talks(picture: Picture, emotion: Emotion, settings: SpottingSettings, spare_s: float) -> list[tuple[float, float]]:
    """Return the calm conversations that need no music, the longest first, as far as the film can spare them."""
    joined: list[list[float]] = []  # start, end, spoken
    for span in picture.speech:
        if joined and span.start_s - joined[-1][1] < TALK_GAP_S:
            joined[-1][1] = max(joined[-1][1], span.end_s)
            joined[-1][2] += span.end_s - span.start_s
        else:
            joined.append([span.start_s, span.end_s, span.end_s - span.start_s])
    quiet = []
    for start_s, end_s, spoken_s in sorted(joined, key=lambda row: (row[0] - row[1], row[0])):
        start_s, end_s = max(start_s, FRAME_S), min(end_s, picture.duration_s - FRAME_S)
        length_s = end_s - start_s
        calm = length_s > 0 and emotion.mean(start_s, end_s).energy <= TALK_ENERGY
        if length_s >= settings.least_silence_s and spoken_s >= TALK_SHARE * length_s and calm and length_s <= spare_s:
            quiet.append((start_s, end_s))
            spare_s -= length_s
    return quiet


def by_coverage(
    picture: Picture,
    emotion: Emotion,
    start_s: float,
    end_s: float,
    own: list[tuple[float, float]],
    settings: SpottingSettings,
) -> list[Silence]:
    """Return the silences that leave the wished share of the film with music: the seconds that need it least.

    Music and silence take turns from bound to bound (seams, ends of lines and of own music); neither is shorter
    than ``least_cue_s``. Of all ways that meet the share the one is taken whose music is needed most.
    """
    assert settings.coverage is not None
    bounds = bounds_of(picture, start_s, end_s, own)
    need = np.array([needed(a, b, picture, emotion, own) * (b - a) for a, b in pairwise(bounds.tolist())])
    wanted = settings.coverage * picture.duration_s / max(end_s - start_s, 1e-6)
    plan = way(bounds, need, wanted, settings.least_cue_s)
    found = []
    k = 0
    while k < plan.size:
        first = k
        while k < plan.size and plan[k] == plan[first]:
            k += 1
        if not plan[first]:
            found.append(told(float(bounds[first]), float(bounds[k]), picture, emotion, own))
    return found


def bounds_of(picture: Picture, start_s: float, end_s: float, own: list[tuple[float, float]]) -> np.ndarray:
    """Return where music may begin or end, rising, a second apart at least (more in a long film), seams first."""
    apart_s = max(APART_S, (end_s - start_s) / MOST_BOUNDS)
    seams = [seam.time_s for seam in picture.transitions]
    lines = [picture.clock.time_of(picture.clock.frame_at(t)) for span in own for t in span]
    following_s = [span.start_s for span in picture.speech[1:]] + [picture.duration_s]
    lines += [
        picture.clock.time_of(picture.clock.frame_at(span.end_s))
        for span, next_s in zip(picture.speech, following_s, strict=False)
        if next_s - span.end_s >= PAUSE_S
    ]
    kept = [start_s, end_s]
    for time_s in [*seams, *lines]:
        at = bisect(kept, time_s)
        if start_s < time_s < end_s and min(time_s - kept[at - 1], kept[at] - time_s) >= apart_s:
            kept.insert(at, time_s)
    return np.array(kept)


def needed(start_s: float, end_s: float, picture: Picture, emotion: Emotion, own: list[tuple[float, float]]) -> float:
    """Return how much a second of a stretch needs music: moved scenes more, spoken ones less."""
    length_s = max(end_s - start_s, 1e-6)
    feeling = emotion.mean(start_s, end_s)
    moved = 0.5 * (1 + max(feeling.energy, feeling.tension - 0.1)) + 0.5 * abs(feeling.valence)
    spoken = overlap(start_s, end_s, [(span.start_s, span.end_s) for span in picture.speech]) / length_s
    played = overlap(start_s, end_s, own) / length_s
    edge = start_s < FRAME_S / 2 or end_s > picture.duration_s - FRAME_S / 2
    struck = sum(event.strength for event in picture.events if start_s <= event.time_s < end_s) * STRUCK_S / length_s
    return BASE + MOVED * moved + struck - SPOKEN * spoken - OWN * played + (ENDS if edge else 0.0)


def overlap(start_s: float, end_s: float, spans: list[tuple[float, float]]) -> float:
    """Return how many seconds of a stretch the spans cover."""
    return sum(max(0.0, min(end_s, b) - max(start_s, a)) for a, b in spans)


def way(bounds: np.ndarray, need: np.ndarray, wanted: float, least_s: float) -> np.ndarray:
    """Return for each piece between two bounds whether music plays, bool, (n,).

    Dynamic programming over (bound, silence or music, share played so far in steps of 1/``STEPS``). bounds :
    float64, (n + 1,); need : what music is worth in each piece, (n,); wanted : share of music, 0-1
    """
    n, whole_s = need.size, float(bounds[-1] - bounds[0])
    gain = np.concatenate([[0.0], np.cumsum(need)])
    best = np.full((n + 1, 2, STEPS + 1), -np.inf)  # second index: the stretch that ends here is silence, music
    came = np.zeros((n + 1, 2, STEPS + 1), dtype=np.int64)
    best[0, :, 0] = 0.0
    steps = np.arange(STEPS + 1)
    for end in range(1, n + 1):
        starts = np.flatnonzero(bounds[end] - bounds[:end] >= least_s - 1e-9)
        if not starts.size:
            continue
        played = np.rint((bounds[end] - bounds[starts]) / whole_s * STEPS).astype(np.int64)
        back = steps[None, :] - played[:, None]  # (n_starts, STEPS + 1)
        before = best[starts[:, None], 0, np.maximum(back, 0)] + (gain[end] - gain[starts])[:, None]
        for state, value in ((0, best[starts, 1] - BREAK_S * BASE), (1, np.where(back >= 0, before, -np.inf))):
            k = value.argmax(axis=0)
            best[end, state], came[end, state] = value[k, steps], starts[k]
    if not np.isfinite(best[n]).any():
        return np.full(n, wanted >= 0.5)
    off_s = np.abs(steps / STEPS - min(1.0, wanted)) * whole_s
    state, step = (int(k) for k in np.unravel_index(int((best[n] - OFF * off_s).argmax()), best[n].shape))
    playing = np.ones(n, bool)
    end = n
    while end > 0:
        start = int(came[end, state, step])
        playing[start:end] = bool(state)
        if state:
            step = max(0, step - round(float(bounds[end] - bounds[start]) / whole_s * STEPS))
        end, state = start, 1 - state
    return playing


def told(start_s: float, end_s: float, picture: Picture, emotion: Emotion, own: list[tuple[float, float]]) -> Silence:
    """Return a silence with its reason: what fills it."""
    length_s = end_s - start_s
    if overlap(start_s, end_s, own) >= 0.5 * length_s:
        return Silence(start_s, end_s, "the film has music of its own there", "the film's own music is over")
    if overlap(start_s, end_s, [(span.start_s, span.end_s) for span in picture.speech]) >= 0.3 * length_s:
        return Silence(start_s, end_s, "people talk there", "the talk is over")
    film = emotion.mean(float(emotion.times_s[0]), float(emotion.times_s[-1])).energy
    calm = emotion.mean(start_s, end_s).energy <= film
    why = "the scene is calm enough without" if calm else "other scenes need music more"
    return Silence(start_s, end_s, why, "music returns after the quiet")
