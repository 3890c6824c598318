"""What is kept of the frames says what they show, and bars around them change nothing."""

import numpy as np
import pytest

from scorecut.picture.cuts import cut_evidence
from scorecut.picture.light import light, motion, on_grid, picture_curves
from scorecut.picture.motion import MotionMeter
from scorecut.picture.reel import histogram_distance, lightness_of_luma
from scorecut.picture.shots import find_transitions
from tests.picture.drawing import HEIGHT, WIDTH, clock_of, reel_of, shot, texture, yuv


def wide(seed, n):
    """A wide shot (160 x 66) that pans, and the same between bars (160 x 90)."""
    for frame in shot(seed, n, pan=2):
        luma = frame[12:78]
        yield luma, frame[HEIGHT, 0], frame[-1, 0]


def test_letterbox_changes_nothing(tmp_path):
    bare, barred = [], []
    for luma, u, v in wide(1, 48):
        bare.append(yuv(luma, u, v))
        framed = yuv(np.pad(luma, ((12, 12), (0, 0)), constant_values=16))
        colour = framed[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
        colour[0, 6:39], colour[1, 6:39] = u, v
        barred.append(framed)
    reels = []
    for name, frames in (("bare", bare), ("barred", barred)):
        (tmp_path / name).mkdir()
        reels.append(reel_of(frames, tmp_path / name))
    assert [reels[1].bars.top, reels[1].bars.bottom] == pytest.approx([12 / 90] * 2)
    assert reels[0].bars.active == 1
    clock = clock_of(48)
    curves = [picture_curves(reel, clock, [], cut_evidence(reel, 24).returns) for reel in reels]
    for name in ("brightness", "contrast", "saturation", "darkness", "motion"):
        apart = np.abs(curves[0][name].values - curves[1][name].values).max()
        assert apart < 0.02, f"{name} differs by {apart}"
    colourful = [curve["colourfulness"].values for curve in curves]
    assert np.abs(colourful[0] - colourful[1]).max() < 0.02 * 60


def test_black_films_have_no_bars(tmp_path):
    reel = reel_of([yuv(np.full((HEIGHT, WIDTH), 16.0))] * 12, tmp_path)
    assert reel.bars.active == 1


@pytest.mark.parametrize(("pan", "speed"), [(0, 0.0), (2, 2 * 24 / 160), (5, 5 * 24 / 160)])
def test_motion_is_measured_in_picture_widths_a_second(tmp_path, pan, speed):
    reel = reel_of(shot(2, 24, pan=pan, noise=0), tmp_path)
    measured = motion(reel, clock_of(24), [], np.ones(24))
    assert np.median(measured) == pytest.approx(speed, rel=0.12, abs=0.01)


def test_a_cut_moves_nothing(tmp_path):
    frames = [*shot(3, 30), *shot(4, 30)]
    reel = reel_of(frames, tmp_path)
    changes = find_transitions(reel, 24).changes
    assert motion(reel, clock_of(60), changes, cut_evidence(reel, 24).returns).max() < 0.05
    assert motion(reel, clock_of(60), [], np.ones(60)).max() > 0.2


def test_the_camera_is_told_from_what_moves_in_front_of_it():
    meter = MotionMeter(90, 160)
    picture = (120 + 40 * texture(5, 90, 170)).astype(np.uint8)
    panned = meter.between(np.ascontiguousarray(picture[:, :160]), np.ascontiguousarray(picture[:, 4:164]))
    assert panned.camera_x == pytest.approx(-4 / 160, abs=0.003)
    assert panned.subject < 0.3 * panned.speed
    still = np.ascontiguousarray(picture[:, :160])
    moved = still.copy()
    moved[30:60, 60:90] = still[30:60, 55:85]
    local = meter.between(still, moved)
    assert abs(local.camera_x) < 0.002 and local.subject > 0.7 * local.speed


def test_zoom_is_seen():
    import cv2

    picture = (120 + 40 * texture(6, 90, 160, grain=8)).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((79.5, 44.5), 0, 1.05)
    closer = cv2.warpAffine(picture, turn, (160, 90), borderMode=cv2.BORDER_REFLECT)
    assert MotionMeter(90, 160).between(picture, closer).zoom == pytest.approx(0.05, abs=0.015)


def test_light_and_colour_follow_what_is_drawn(tmp_path):
    flat = [yuv(np.full((HEIGHT, WIDTH), level), 128, 128) for level in (16, 60, 126, 235)]
    grey = light(reel_of(flat, tmp_path))
    assert grey["brightness"] == pytest.approx(lightness_of_luma()[[16, 60, 126, 235]], abs=0.005)
    assert grey["brightness"][0] == 0 and grey["brightness"][3] == pytest.approx(1, abs=0.01)
    assert grey["darkness"].tolist() == [1, 1, 0, 0]
    assert grey["colourfulness"].max() < 1 and grey["contrast"].max() < 0.01
    (tmp_path / "red").mkdir()
    red = light(reel_of([yuv(np.full((HEIGHT, WIDTH), 63.0), 102, 240)], tmp_path / "red"))
    assert red["colourfulness"][0] > 60 and red["saturation"][0] > 0.9


def test_curves_weigh_frames_by_how_long_they_are_shown():
    from fractions import Fraction

    from scorecut.model.clock import Clock

    clock = Clock(pts=np.array([0, 900, 1000]), time_base=Fraction(1, 1000), rate=Fraction(10), end_s=2.0)
    curve = on_grid(np.array([1.0, 5.0, 3.0]), clock)
    assert curve.values[0] == 1 and curve.values[-1] == 3
    assert curve.at(1.0) == pytest.approx((1 * 0.025 + 5 * 0.1 + 3 * 0.125) / 0.25)


def test_histograms_apart_by_one_bin_are_nearer_than_by_ten():
    rows = np.zeros((3, 32), np.uint16)
    rows[0, 5] = rows[1, 6] = rows[2, 15] = 65535
    assert 0 < histogram_distance(rows[0], rows[1]) < histogram_distance(rows[0], rows[2]) <= 1
    assert histogram_distance(rows[0], rows[0]) == 0


def test_a_long_film_is_weighed_in_pieces_as_in_one(tmp_path, monkeypatch):
    from scorecut.picture import reel as module

    frames = [frame for i in range(6) for frame in shot(30 + i, 50, pan=i)]
    frames[120] = yuv(np.full((HEIGHT, WIDTH), 235.0))
    reel = reel_of(frames, tmp_path)
    whole = cut_evidence(reel, 24.0)
    monkeypatch.setattr(module, "CHUNK", 64)
    pieces = cut_evidence(reel, 24.0)
    assert np.allclose(whole.odds, pieces.odds) and np.array_equal(whole.returns, pieces.returns)
    assert find_transitions(reel, 24.0).changes[2].frame == 150


def test_frames_named_one_by_one_keep_their_thumbnails_in_a_file(tmp_path):
    reel = reel_of(shot(3, 40, pan=1), tmp_path)
    frames = np.array([0, 1, 4, 5, 39])
    some = reel.only(frames)
    for own, of_all in ((some.thumbs, reel.thumbs), (some.tints, reel.tints), (some.rows, reel.rows)):
        assert np.array_equal(own, of_all[frames])
    assert isinstance(some.thumbs, np.memmap) and isinstance(some.tints, np.memmap)
    assert reel.only(frames[:0]).n_frames == 0
