from dataclasses import replace
from fractions import Fraction

import pytest

from scorecut.delivery.start_timecode import time_reference
from tests import nouns


@pytest.mark.parametrize(
    ("timecode", "rate", "samples"),
    [
        ("01:00:00:00", Fraction(25), 3600 * 48_000),
        ("01:00:00:00", Fraction(24000, 1001), 172_972_800),  # 3603.6 s: the label counts 24 frames a second
        ("01:00:00;00", Fraction(30000, 1001), 172_799_827),  # 107,892 frames: drop-frame keeps to the clock
        (None, Fraction(25), 0),
        ("at dawn", Fraction(25), 0),
    ],
)
def test_the_start_is_told_in_samples_since_midnight(timecode: str | None, rate: Fraction, samples: int) -> None:
    film = replace(nouns.film(), start_timecode=timecode, frame_rate=rate)
    assert time_reference(film) == samples
