"""Silence as a choice: where a film is better off without music, and why.

By default music is left out of long calm talks and where the film's own sound is music
already. With a wish (``--coverage``) the stretches that need music least give way, from
seam to seam, until the share is met.
"""

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
#: The film's first and last seconds want music.
ENDS = 0.3
#: Price of every silence, in seconds of usual music: silences are few and long, not a flutter.
BREAK_S = 4.0
#: Bounds nearer to each other than this are one.
APART_S = 1.0


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

    Music and silence take turns from bound to bound (seams, ends of lines and of own music); no cue is shorter
    than ``least_cue_s``. For a price of music the best way through is found step by step; the price that comes
    nearest to the share is found by halving.
    """
    assert settings.coverage is not None
    wanted_s = settings.coverage * picture.duration_s
    bounds = bounds_of(picture, start_s, end_s, own)
    need = np.array([needed(a, b, picture, emotion, own) * (b - a) for a, b in pairwise(bounds.tolist())])
    if wanted_s < settings.least_cue_s / 2:
        plans = [np.zeros(len(bounds) - 1, bool)]
    else:
        low, high = -1.0, BASE + 2 * MOVED + ENDS + 1.0
        plans = [np.ones(len(bounds) - 1, bool), np.zeros(len(bounds) - 1, bool)]
        for _ in range(24):
            price = (low + high) / 2
            plans.append(way(bounds, need, price, settings.least_cue_s))
            played_s = float(np.diff(bounds)[plans[-1]].sum())
            low, high = (price, high) if played_s > wanted_s else (low, price)
    lengths_s = np.diff(bounds)
    plan = min(plans, key=lambda plan: abs(float(lengths_s[plan].sum()) - wanted_s))
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
    """Return where music may begin or end, rising, a second apart at least; seams go before all others."""
    seams = [seam.time_s for seam in picture.transitions]
    lines = [picture.clock.time_of(picture.clock.frame_at(t)) for span in own for t in span]
    lines += [picture.clock.time_of(picture.clock.frame_at(span.end_s)) for span in picture.speech]
    kept = [start_s, end_s]
    for time_s in [*seams, *lines]:
        if start_s < time_s < end_s and all(abs(time_s - other) >= APART_S for other in kept):
            kept.append(time_s)
    return np.array(sorted(kept))


def needed(start_s: float, end_s: float, picture: Picture, emotion: Emotion, own: list[tuple[float, float]]) -> float:
    """Return how much a second of a stretch needs music: moved scenes more, spoken ones less."""
    length_s = max(end_s - start_s, 1e-6)
    feeling = emotion.mean(start_s, end_s)
    moved = 0.5 * (1 + max(feeling.energy, feeling.tension - 0.1)) + 0.5 * abs(feeling.valence)
    spoken = overlap(start_s, end_s, [(span.start_s, span.end_s) for span in picture.speech]) / length_s
    played = overlap(start_s, end_s, own) / length_s
    edge = start_s < FRAME_S / 2 or end_s > picture.duration_s - FRAME_S / 2
    return BASE + MOVED * moved - SPOKEN * spoken - OWN * played + (ENDS if edge else 0.0)


def overlap(start_s: float, end_s: float, spans: list[tuple[float, float]]) -> float:
    """Return how many seconds of a stretch the spans cover."""
    return sum(max(0.0, min(end_s, b) - max(start_s, a)) for a, b in spans)


def way(bounds: np.ndarray, need: np.ndarray, price: float, least_s: float) -> np.ndarray:
    """Return for each piece between two bounds whether music plays, the best for a price a second.

    bounds : float64, (n + 1,); need : what music is worth in each piece, (n,). Stretches of music are at least
    ``least_s`` long, and so are those of silence (as long as the film allows).
    """
    n = need.size
    gain = np.concatenate([[0.0], np.cumsum(need - price * np.diff(bounds))])
    best = np.full((n + 1, 2), -np.inf)  # columns: the stretch that ends here is silence, music
    came = np.zeros((n + 1, 2), dtype=np.int64)
    for end in range(1, n + 1):
        starts = np.flatnonzero(bounds[end] - bounds[:end] >= least_s - 1e-9)
        if not starts.size:
            continue
        for state in (0, 1):
            before = np.where(starts == 0, 0.0, best[starts, 1 - state])
            value = before + (gain[end] - gain[starts] if state else -BREAK_S * BASE)
            k = int(np.argmax(value))
            best[end, state], came[end, state] = value[k], starts[k]
    playing = np.ones(n, bool)
    end, state = n, int(best[n, 1] >= best[n, 0])
    if not np.isfinite(best[n].max()):
        return playing
    while end > 0:
        start = int(came[end, state])
        playing[start:end] = bool(state)
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
    why = "the scene is calm enough without" if calm else "the scene carries itself"
    return Silence(start_s, end_s, why, "music returns after the quiet")
