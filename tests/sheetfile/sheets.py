"""Any cue sheet that the schema can hold, and one small one, for the tests of this room."""

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from scorecut.model.cue_sheet import HIT_KINDS, Cue, CueSheet, Hit, Wishes
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Speech
from scorecut.model.pitch import MODES, Key
from scorecut.sheetfile.fields import ARTICULATIONS, ENDINGS, OPENINGS, SPACES

RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60), Fraction(2101, 200)]
NAMES = ["cello", "piano", "harp", "flute"]

texts = st.text(max_size=30)
shares = st.floats(-1, 1)
maybe = st.none


def emotion(start_s: float, end_s: float, values: list[float], source: str = "") -> Emotion:
    row = np.array(values)
    times_s = np.linspace(start_s, end_s, row.size)
    return Emotion(times_s=times_s, valence=row, energy=-row, tension=row / 2, source=source)


def same(a: object, b: object) -> bool:
    """Equal to the last bit, through dataclasses, tuples and arrays."""
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "__dataclass_fields__"):
        return type(a) is type(b) and all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    return a == b


wishes = st.builds(
    Wishes,
    style=st.sampled_from([None, "epic", "jazz noir"]),
    rhythm_style=st.sampled_from([None, "house"]),
    meter=st.sampled_from([None, (3, 4), (12, 8)]),
    tempo_bpm=maybe() | st.floats(20, 300),
    tempo_range_bpm=maybe() | st.tuples(st.floats(20, 90), st.floats(90, 300)),
    tempo_factor=st.floats(0.5, 2),
    fixed_tempo=maybe() | st.booleans(),
    key=maybe() | st.builds(Key, st.integers(0, 11), st.sampled_from(sorted(MODES))),
    tonic=maybe() | st.integers(0, 11),
    mode=maybe() | st.sampled_from(sorted(MODES)),
    lead=maybe() | st.sampled_from(NAMES),
    instruments=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    background=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    only=st.booleans(),
    without=st.lists(st.sampled_from(["drums", "brass", "piano"]), unique=True).map(tuple),
    drums=maybe() | st.booleans(),
    density=shares,
    brightness=shares,
    dynamics_db=st.floats(-20, 10),
    articulation=maybe() | st.sampled_from(ARTICULATIONS),
    space=maybe() | st.sampled_from(SPACES),
)


@st.composite
def sheets(draw) -> CueSheet:
    """Cue sheets with arbitrary texts, exact times and uneven curves."""
    source = draw(texts)
    bounds = sorted(draw(st.lists(st.floats(0, 500), min_size=2, max_size=8, unique=True)))
    pairs = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False) if b - a > 1e-3]
    cues, hits = [], []
    for number, (start_s, end_s) in enumerate(pairs, 1):
        curve = emotion(start_s, end_s, draw(st.lists(shares, min_size=2, max_size=6)), source)
        if draw(st.booleans()):
            curve = replace(curve, confidence=np.abs(curve.valence))
        if draw(st.booleans()):
            curve = curve.between(start_s, end_s)
        cues.append(
            Cue(
                id=f"c{draw(st.integers(0, 9))}-{number}",
                number=number,
                start_s=start_s,
                end_s=end_s,
                reason=draw(texts),
                emotion=curve,
                wishes=draw(wishes),
                label=draw(texts),
                opening=draw(st.sampled_from(OPENINGS)),
                ending=draw(st.sampled_from(ENDINGS)),
                scene=draw(st.integers(0, 9)),
            )
        )
        for share in sorted(draw(st.lists(st.floats(0, 1), max_size=3, unique=True))):
            hits.append(
                Hit(
                    id=f"h{len(hits) + 1}",
                    cue=cues[-1].id,
                    time_s=min(end_s, start_s + share * (end_s - start_s)),
                    frame=draw(st.integers(0, 30000)),
                    kind=draw(st.sampled_from(HIT_KINDS)),
                    weight=draw(st.floats(0, 1)),
                    label=draw(texts),
                    reason=draw(texts),
                    locked=draw(st.booleans()),
                )
            )
    spans = st.builds(Speech, start_s=st.floats(0, 500), end_s=st.floats(0, 500), loudness_lufs=st.floats(-70, 0))
    return CueSheet(
        film_name=draw(texts),
        film_digest=draw(st.sampled_from(["", "ab" * 32])),
        duration_s=500.0,
        frame_rate=draw(st.sampled_from(RATES)),
        cues=tuple(cues),
        hits=tuple(sorted(hits, key=lambda hit: hit.time_s)),
        speech=tuple(draw(st.lists(spans, max_size=3))),
        prompt=draw(texts),
        seed=draw(st.integers(0, 2**31)),
        emotion_source=source,
        notes=tuple(draw(st.lists(texts, max_size=2))),
    )


def small_sheet() -> CueSheet:
    """Half a minute at 24 frames a second: one cue, two hits, one line of speech."""
    cue = Cue(
        id="c1",
        number=1,
        start_s=0.0,
        end_s=30.0,
        reason="the film begins",
        emotion=emotion(0.0, 30.0, [0.0, 0.5, -0.25, 0.1]),
        wishes=Wishes(style="epic", key=Key(2, "minor"), lead="cello"),
    )
    hits = (
        Hit(id="h1", cue="c1", time_s=10.5, frame=252, kind="turn", weight=0.6, label="the door"),
        Hit(id="h7", cue="c1", time_s=20.0, frame=480, kind="arrive", weight=0.8, label="door slam"),
    )
    return CueSheet(
        film_name="film.mp4",
        film_digest="cd" * 32,
        duration_s=30.0,
        frame_rate=Fraction(24),
        cues=(cue,),
        hits=hits,
        speech=(Speech(start_s=3.0, end_s=5.5),),
        prompt="melancholic cello",
    )
