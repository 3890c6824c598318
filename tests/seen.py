"""Films that were spotted, made by hand for the picture of it: one with something in every lane, a crowd, two hours."""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.cue_sheet import HIT_KINDS, Cue, Hit, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.picture import EVENTS, Event, MusicSpan, Shot, Speech, Transition
from scorecut.model.record import Record
from tests import nouns


def seen() -> Record:
    """The film of ``nouns``, spotted: two scenes, a dissolve, an event, music of its own, doubt and shares."""
    record = _spotted()
    picture, n = record.picture, record.emotion.times_s.size
    shots = tuple(replace(shot, scene=int(i > 2), labels=("night",)) for i, shot in enumerate(picture.shots))
    first = replace(picture.transitions[0], kind="dissolve", start_s=5.0, end_s=6.0)
    record.picture = replace(
        picture,
        shots=shots,
        transitions=(first, *picture.transitions[1:]),
        events=(Event(kind="flash", time_s=18.25, frame=438, strength=0.8, label="lightning"),),
        music=(MusicSpan(start_s=20.0, end_s=23.0),),
    )
    shares = {"energy.motion": np.linspace(-0.4, 0.5, n), "energy.pace": np.linspace(0.3, -0.3, n)}
    record.emotion = replace(record.emotion, confidence=np.linspace(0.2, 0.9, n), parts=shares)
    return record


def film_of(
    length_s: float, *, n_shots: int, n_hits: int, n_cues: int, n_events: int, hits_until_s: float | None = None
) -> Record:
    """Return a film whose shots, hits and events lie where a seed throws them; cues cover every other stretch."""
    rng = np.random.default_rng(1)
    n_frames = round(length_s * 24)
    cuts = [0, *sorted(rng.choice(np.arange(1, n_frames), n_shots - 1, replace=False).tolist()), n_frames]
    shots = tuple(
        Shot(start_s=a / 24, end_s=b / 24, start_frame=a, end_frame=b, group=int(rng.integers(0, 40)), scene=i // 20)
        for i, (a, b) in enumerate(itertools.pairwise(cuts))
    )
    kinds = ["cut"] * 9 + ["dissolve"]
    transitions = tuple(
        Transition(kind=kinds[i % 10], start_s=(c - i % 2) / 24, time_s=c / 24, end_s=(c + i % 2) / 24, frame=c)
        for i, c in enumerate(cuts[1:-1])
    )
    at = sorted(rng.integers(0, n_frames, n_events).tolist())
    events = tuple(
        Event(kind=EVENTS[i % 5], time_s=f / 24, frame=f, strength=float(rng.random()), label="")
        for i, f in enumerate(at)
    )
    times_s = np.arange(0, length_s, 0.25)
    energy = np.sin(times_s / length_s * 20)
    emotion = Emotion(
        times_s=times_s,
        valence=np.cos(times_s / length_s * 9),
        energy=energy,
        tension=-energy,
        confidence=np.full(times_s.size, 0.5),
        parts={f"energy.{name}": energy / 5 for name in ("meaning", "pace", "motion", "colour", "loudness")},
    )
    edges = np.linspace(0, length_s, 2 * n_cues + 1)[: 2 * n_cues].reshape(-1, 2).tolist() if n_cues else []
    if n_cues == 1:
        edges = [[0.0, length_s]]
    cues = tuple(
        Cue(
            id=f"c{i + 1}",
            number=i + 1,
            start_s=a,
            end_s=b,
            reason="the mood turns",
            emotion=emotion.between(a, b),
            wishes=Wishes(style="elegy"),
        )
        for i, (a, b) in enumerate(edges)
    )
    hits = []
    for i in range(n_hits):
        cue = cues[i % n_cues]
        frame = int(rng.integers(round(cue.start_s * 24), int(min(cue.end_s, hits_until_s or length_s) * 24)))
        words = {"label": "cut, loud sound", "reason": "a new place, after a long shot, more energy, darker"}
        kind, weight = HIT_KINDS[i % 6], float(rng.random())
        hits.append(Hit(id=f"h{i}", cue=cue.id, time_s=frame / 24, frame=frame, kind=kind, weight=weight, **words))
    speech = tuple(Speech(start_s=a, end_s=a + length_s / 400) for a in np.arange(0, length_s * 0.9, length_s / 150))
    record = _spotted()
    clock = Clock(pts=np.arange(n_frames), time_base=Fraction(1, 24), rate=Fraction(24), end_s=length_s)
    record.film = replace(record.film, duration_s=length_s)
    record.picture = replace(
        record.picture,
        film=record.film,
        clock=clock,
        shots=shots,
        transitions=transitions,
        events=events,
        music=(MusicSpan(start_s=length_s / 4, end_s=length_s / 3),),
    )
    record.emotion = emotion
    record.sheet = replace(record.sheet, duration_s=length_s, cues=cues, hits=tuple(hits), speech=speech)
    return record


def two_hours() -> Record:
    """3000 shots, 600 hits, 45 cues, 300 events."""
    return film_of(7200.0, n_shots=3000, n_hits=600, n_cues=45, n_events=300)


def crowd() -> Record:
    """40 hits in 30 seconds."""
    return film_of(30.0, n_shots=20, n_hits=40, n_cues=1, n_events=20)


def _spotted() -> Record:
    record = nouns.composed()
    record.tempo_map = record.score = record.performance = None
    return record
