"""A sheet that contradicts itself says where."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from scorecut.errors import CueSheetError
from scorecut.model.cue_sheet import Cue, CueSheet, Hit
from scorecut.model.emotion import Emotion

FLAT = Emotion(times_s=np.array([0.0, 9.0]), valence=np.zeros(2), energy=np.zeros(2), tension=np.zeros(2))
CUE = Cue(id="c1", number=1, start_s=0.0, end_s=9.0, reason="", emotion=FLAT)
HIT = Hit(id="h1", cue="c1", time_s=3.0, frame=72, kind="turn", weight=0.5, label="door")


def sheet(cues=(CUE,), hits=(HIT,)):
    return CueSheet(film_name="film", film_digest="", duration_s=20.0, frame_rate=Fraction(24), cues=cues, hits=hits)


@pytest.mark.parametrize(
    ("cues", "hits", "complaint"),
    [
        ((CUE, CUE), (), "same id"),
        ((CUE, replace(CUE, id="c2", start_s=8.0, end_s=12.0)), (), "c2.*overlap"),
        ((CUE,), (HIT, HIT), "hits have the same id"),
        ((CUE,), (replace(HIT, time_s=9.5),), "h1.*door.*outside"),
        ((CUE,), (replace(HIT, cue="c7"),), "no cue 'c7'"),
        ((CUE,), (replace(HIT, kind="bang"),), "no such kind 'bang'"),
    ],
)
def test_contradictions_are_named(cues, hits, complaint):
    with pytest.raises(CueSheetError, match=complaint):
        sheet(cues, hits)


def test_hits_of_a_cue_come_in_order_and_know_their_size():
    late, early = replace(HIT, id="h2", time_s=5.0, weight=0.9), replace(HIT, weight=0.1)
    assert [hit.size for hit in sheet(hits=(late, early)).hits_of("c1")] == ["light", "strong"]
