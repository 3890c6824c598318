"""Copied sound tracks stay in step with the picture: measured in the scratch file, and moved where they are not.

Copied into Matroska, ffmpeg lets an Opus track begin 7 ms early, by its codec delay. The packets are untouched, only
their stamps move, by whole ticks of the container's clock.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scorecut.delivery.streams import Plan
from scorecut.delivery.transport import Start, decoded_programme, transport_lag
from scorecut.media import tools
from scorecut.media.film_sound import first_s, read_track
from scorecut.model.audio import RATE_HZ, Audio
from scorecut.model.clock import Clock
from scorecut.model.film import Film, SoundTrack

#: Length of the scratch file: starts are settled long before.
SCRATCH_S = 8.0

MOST_ROUNDS = 2


def in_step(
    plan: Plan,
    start: Start,
    tried: Callable[[Plan], Start],
    film: Film,
    clock: Clock,
    scratch: Path,
    tick_s: float,
    workdir: Path,
) -> tuple[Plan, Start]:
    """Return the plan with copied sound tracks moved that are more than half a tick off, and where the film then starts.

    scratch : the first seconds of the film, written after ``plan``; tried : writes it anew after another plan
    tick_s : of the container's clock. A track that is silent for so long cannot be measured and is copied as it is.
    """
    tick = tick_s * RATE_HZ
    copied = _copied(plan, film)
    ticks = dict.fromkeys(copied, 0)
    moved = plan
    for _ in range(MOST_ROUNDS):
        late = {place: _lag(own, place, film, clock, scratch, start, workdir) for place, own in copied.items()}
        off = {place: round(lag / tick) for place, lag in late.items() if lag is not None and abs(lag) > tick / 2}
        if not any(off.values()):
            break
        ticks = {place: count + off.get(place, 0) for place, count in ticks.items()}
        moved = _moved(plan, ticks, tick_s)
        start = tried(moved)
    return moved, start


def _copied(plan: Plan, film: Film) -> dict[int, SoundTrack]:
    """The film's sound tracks in the new file, by their number among its sound tracks."""
    by_index = {track.index: track for track in film.sound}
    sound = [track for track in plan.tracks if track.kind == "a"]
    return {place: by_index[track.source] for place, track in enumerate(sound) if track.source is not None}


def _lag(
    own: SoundTrack, place: int, film: Film, clock: Clock, scratch: Path, start: Start, workdir: Path
) -> float | None:
    """Return how many samples later than in the film a track is heard in the scratch file; None where nobody can tell."""
    samples = np.zeros((round(min(SCRATCH_S, clock.end_s) * RATE_HZ), own.channels), np.float32)
    try:
        read_track(film.path, own, first_s(clock), into=samples)
        heard = decoded_programme(scratch, start, len(samples), workdir / f"copied{place}.f32", sound_track=place)
    except tools.ToolError:
        return None
    return transport_lag(Audio(samples=samples), heard)


def _moved(plan: Plan, ticks: dict[int, int], tick_s: float) -> Plan:
    tracks = list(plan.tracks)
    sound = [number for number, track in enumerate(tracks) if track.kind == "a"]
    for place, count in ticks.items():
        if count:
            track = tracks[sound[place]]
            stamps = ("-bsf:{}", f"setts=ts=TS-({count * tick_s:.3f}/TB)")
            tracks[sound[place]] = dataclasses.replace(track, options=(*track.options, *stamps))
    return dataclasses.replace(plan, tracks=tuple(tracks))
