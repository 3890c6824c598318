"""Cue sheets whose hits we chose, for the tests of this room."""

from fractions import Fraction

import numpy as np

from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import Emotion

RATE = Fraction(24)


def hit(number: int, time_s: float, weight: float = 0.6, **more: object) -> Hit:
    values: dict = {"kind": "turn", **more}
    return Hit(id=f"h{number}", cue="c1", time_s=time_s, frame=round(time_s * RATE), weight=weight, **values)


def sheet(hits: tuple[Hit, ...], length_s: float, *, start_s: float = 0.0, energy: float = 0.0, **wishes) -> CueSheet:
    """One cue of steady feeling; wishes as ``Wishes`` takes them (the style is ``epic`` where none is named)."""
    times_s = np.linspace(start_s, start_s + length_s, max(2, int(2 * length_s) + 1))
    flat = np.zeros_like(times_s)
    cue = Cue(
        id="c1",
        number=1,
        start_s=start_s,
        end_s=start_s + length_s,
        reason="the film begins",
        emotion=Emotion(times_s=times_s, valence=flat, energy=flat + energy, tension=flat),
        wishes=Wishes(**{"style": "epic", **wishes}),
    )
    return CueSheet(
        film_name="film.mp4",
        film_digest="",
        duration_s=start_s + length_s,
        frame_rate=RATE,
        cues=(cue,),
        hits=hits,
    )


def cut_film(seed: int, length_s: float, least_gap_s: float, **wishes) -> CueSheet:
    """Hits on the cuts of a film with lognormal shots of 4 s on average (SYNC section 5's bench), on frames."""
    chance = np.random.default_rng(seed)
    spread = np.log(1 + 1.2**2)
    shots_s = chance.lognormal(np.log(4.0) - spread / 2, np.sqrt(spread), int(length_s))
    hits: list[Hit] = []
    for cut_s in np.round(np.cumsum(shots_s) * 24) / 24:
        if cut_s - (hits[-1].time_s if hits else 0.0) >= least_gap_s and cut_s < length_s - 0.6:
            weight = float(chance.choice([0.8, 0.55, 0.3], p=[0.25, 0.5, 0.25]))
            hits.append(hit(len(hits) + 1, float(cut_s), weight))
    return sheet(tuple(hits), length_s, **wishes)
