"""The curve of drawn films through the real decoder: it follows cuts, motion, light and sound, and nothing else."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.picture.staircase import HEIGHT, RATE, WIDTH, Step, pictures, seen, shoot, sound, stairs

LEVELS = [0.0, 0.33, 0.67, 1.0, 0.67, 0.33, 0.0]
STEP_S = 12.0
PART = {"cuts": "energy.pace", "motion": "energy.motion", "light": "energy.colour", "loudness": "energy.loudness"}


@pytest.mark.parametrize("names", [["cuts"], ["motion"], ["light"], ["loudness"], list(PART)], ids="+".join)
def test_energy_climbs_and_falls_with_the_steps_and_says_why(tmp_path, names):
    steps = stairs(names, LEVELS, STEP_S)
    _, emotion = seen(shoot(tmp_path / "film.mkv", pictures(steps), sound(steps)), tmp_path / "w")

    def means(values):
        return [
            float(values[(emotion.times_s >= i * STEP_S) & (emotion.times_s < (i + 1) * STEP_S)].mean())
            for i in range(7)
        ]

    energy = means(emotion.energy)
    assert spearmanr(LEVELS, energy).statistic >= 0.9
    assert all(np.sign(np.diff(energy)) == np.sign(np.diff(LEVELS)))
    for name in names:
        assert spearmanr(LEVELS, means(emotion.parts[PART[name]])).statistic >= 0.9
    if len(names) == 1:
        moved = {part: np.ptp(means(emotion.parts[part])) for part in PART.values()}
        assert max(moved, key=lambda part: moved[part]) == PART[names[0]]


ACTION = [
    Step(seconds=8, shot_s=2, speed=0.3, level=110, depth=40),
    Step(seconds=8, shot_s=8, speed=0.04, level=70, depth=15),
    Step(seconds=8, shot_s=1.3, speed=0.1, level=120, depth=30),
]
CALM = [Step(seconds=24, shot_s=6, speed=0.1)]


@pytest.mark.parametrize("rows", [6, 24])
def test_letterbox_changes_nothing(tmp_path, rows):
    _, bare = seen(shoot(tmp_path / "bare.mkv", pictures(ACTION)), tmp_path / "w")
    picture, barred = seen(shoot(tmp_path / "bars.mkv", pictures(ACTION), bars=(rows, 0)), tmp_path / "w2")
    assert picture.letterbox[0] == pytest.approx(rows / (HEIGHT + 2 * rows), abs=0.01)
    for axis in ("valence", "energy", "tension"):
        assert np.abs(getattr(bare, axis) - getattr(barred, axis)).max() < 0.02


@pytest.mark.parametrize(
    ("way", "columns"), [(ACTION, 12), (CALM, 40), (ACTION, 24)], ids=["action", "calm", "action, wide"]
)
def test_pillars_change_nothing(tmp_path, way, columns):
    _, bare = seen(shoot(tmp_path / "bare.mkv", pictures(way)), tmp_path / "w")
    picture, barred = seen(shoot(tmp_path / "bars.mkv", pictures(way), bars=(0, columns)), tmp_path / "w2")
    assert picture.letterbox[2] == pytest.approx(columns / (WIDTH + 2 * columns), abs=0.01)
    for axis in ("valence", "energy", "tension"):
        assert np.abs(getattr(bare, axis) - getattr(barred, axis)).max() < 0.02


def through(frames, out_s: float, gone_s: float, back_s: float, full_s: float, colour: float = 16.0):
    """Give the frames with a fade to one colour between ``out_s`` and ``gone_s``, back from ``back_s`` to ``full_s``."""
    for i, luma in enumerate(frames):
        shown = np.interp(i / RATE, [out_s, gone_s, back_s, full_s], [1.0, 0.0, 0.0, 1.0])
        yield colour + shown * (luma - colour)


@pytest.mark.parametrize(
    "fade", [(11, 12, 14, 15), (10, 12, 16, 17), (11, 12, 14, 15, 235.0)], ids=["black", "long", "white"]
)
def test_a_fade_through_black_or_white_is_no_mood(tmp_path, fade):
    _, bare = seen(shoot(tmp_path / "bare.mkv", pictures(CALM)), tmp_path / "w")
    picture, faded = seen(shoot(tmp_path / "faded.mkv", through(pictures(CALM), *fade)), tmp_path / "w2")
    scenes = [shot.scene for shot in picture.shots]
    assert scenes == sorted(scenes) and scenes[0] == 0 < scenes[-1], "the fade parts two scenes"
    assert "blank" in {shot.kind for shot in picture.shots}
    assert np.abs(bare.valence - faded.valence).max() < 0.05
    inside = (faded.times_s >= fade[1]) & (faded.times_s < fade[2])
    outside = (faded.times_s < fade[0] - 0.5) | (faded.times_s > fade[3] + 0.5)
    assert faded.confidence[inside].max() < 0.5 * faded.confidence[outside].min()


def test_a_fade_out_at_the_end_is_no_sadness(tmp_path):
    _, bare = seen(shoot(tmp_path / "bare.mkv", pictures(CALM)), tmp_path / "w")
    _, faded = seen(shoot(tmp_path / "faded.mkv", through(pictures(CALM), 20, 22, 90, 99)), tmp_path / "w2")
    assert np.abs(bare.valence - faded.valence).max() < 0.05


@pytest.mark.parametrize(("n_white", "period"), [(1, 2), (1, 4), (3, 6)])
def test_a_strobe_does_not_saturate_the_energy(tmp_path, n_white, period):
    def strobed():
        for i, luma in enumerate(pictures(CALM)):
            white = 8 <= i / RATE < 16 and i % period < n_white
            yield np.full_like(luma, 235.0) if white else luma

    _, bare = seen(shoot(tmp_path / "bare.mkv", pictures(CALM)), tmp_path / "w")
    _, strobe = seen(shoot(tmp_path / "strobe.mkv", strobed()), tmp_path / "w2")
    assert strobe.energy.max() < bare.energy.max() + 0.1 < 0
    assert np.abs(bare.energy - strobe.energy).max() < 0.25
