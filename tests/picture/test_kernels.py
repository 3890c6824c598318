"""The compiled sums say what OpenCV and numpy say of the same pictures."""

import cv2
import numpy as np
import pytest

from scorecut.model.machine_code import compiled
from scorecut.picture import kernels
from scorecut.picture.reel import averaged, in_blocks

SIZES = [(90, 160), (48, 51), (67, 160)]


def picture(seed: int, shape: tuple[int, int]) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    return noise if seed % 2 else cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 4), None, 0, 255, cv2.NORM_MINMAX)


@pytest.mark.parametrize("by", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("left_over", [0, 1])
def test_blocks_are_averaged_and_what_is_left_over_is_left_out(by, left_over):
    plane = picture(by, (12 * by + left_over, 20 * by + left_over))
    exact = plane[: 12 * by, : 20 * by].reshape(12, by, 20, by).mean(axis=(1, 3))
    assert np.abs(in_blocks(plane, by) - exact).max() <= 0.5


def test_what_is_no_whole_part_is_averaged_too():
    plane = picture(2, (67, 160))
    assert np.array_equal(averaged(plane, (32, 18)), cv2.resize(plane, (32, 18), interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("shape", SIZES)
def test_levels_are_counted_and_weighed(shape):
    plane, lightness = picture(3, shape), np.linspace(0, 1, 256) ** 2
    counts = np.empty(256, np.int64)
    apart = compiled(kernels.level_counts)(plane, counts)
    assert np.array_equal(counts, np.bincount(plane.ravel(), minlength=256))
    assert apart == np.abs(np.diff(plane.astype(int), axis=1)).sum()
    light, power, dark, black = compiled(kernels.light_sums)(counts, lightness, 70, 27)
    assert [light, power] == pytest.approx([lightness[plane].sum(), (lightness[plane] ** 2).sum()])
    assert (dark, black) == ((plane < 70).sum(), (plane < 27).sum())


@pytest.mark.parametrize("shape", SIZES)
def test_sums_of_a_pair_are_exact(shape):
    a, b = (picture(seed, shape) for seed in (4, 5))
    p, q = a.astype(int), b.astype(int)
    expected = (np.abs(p - q).sum(), np.abs(p - q).max(), p.sum(), q.sum(), (p * p).sum(), (q * q).sum(), (p * q).sum())
    assert compiled(kernels.pair_sums)(a, b) == expected
    within = [((p - q >= low) & (p - q <= high)).sum() for low, high in ((-14, 14), (3, 60))]
    assert list(compiled(kernels.counts_within)(a, b, -14, 14, 3, 60)) == within


def test_sums_of_structures_are_exact_too():
    a, b = (picture(seed, (90, 160)).astype(np.int16) * 85 - 10_000 for seed in (4, 5))
    p, q = a.astype(int), b.astype(int)
    assert compiled(kernels.pair_sums)(a, b)[4:] == ((p * p).sum(), (q * q).sum(), (p * q).sum())


def test_colours_are_counted_by_classes():
    u, v = picture(6, (36, 64)), picture(7, (36, 64))
    counts = np.empty((8, 8), np.int64)
    compiled(kernels.class_counts)(u, v, 64, 16, counts)
    assert np.array_equal(counts, cv2.calcHist([u, v], [0, 1], None, [8, 8], [64, 192, 64, 192]))


def test_a_histogram_is_as_far_from_another_as_its_mass_must_go():
    a, b = np.zeros(32, np.uint16), np.zeros(32, np.uint16)
    a[4], b[4], b[9] = 1000, 400, 600
    assert compiled(kernels.histogram_steps)(a, b) == (600 * 5, 1200)
    assert compiled(kernels.histogram_steps)(b, a) == (600 * 5, 1200)


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("seed", [8, 9])
def test_structure_is_the_distance_from_the_mean_around_over_the_deviation_there(shape, seed):
    plane = picture(seed, shape)
    near = {"ksize": (9, 9), "borderType": cv2.BORDER_REFLECT_101}
    mean = cv2.boxFilter(plane.astype(float), -1, **near)
    variance = cv2.boxFilter(plane.astype(float) ** 2, -1, **near) - mean**2
    out = np.empty(shape, np.int16)
    compiled(kernels.bare_structure)(plane, 4, 3.0, 256, out)
    assert np.abs(out - 256 * (plane - mean) / np.sqrt(variance + 9)).max() < 0.6


def test_zoom_and_roll_are_found_beside_a_shift_and_the_rest_is_what_moves_by_itself():
    columns, rows = (x.ravel().astype(np.float32) for x in np.meshgrid(np.arange(-80, 80, 8), np.arange(-45, 45, 8)))
    along, down = 2 + 0.03 * columns - 0.01 * rows, -1 + 0.03 * rows + 0.01 * columns
    zoom, roll, left = compiled(kernels.global_motion)(along, down, 2.0, -1.0, columns, rows, 0.5)
    assert (zoom, roll) == pytest.approx((0.03, 0.01), abs=1e-4) and left < 1e-3
    along[::24] += 6
    zoom, roll, left = compiled(kernels.global_motion)(along, down, 2.0, -1.0, columns, rows, 0.5)
    assert left == pytest.approx(6 * 10 / along.size, rel=0.2)


def test_only_what_is_lit_moves():
    flow = np.full((90, 160, 2), (3.0, 4.0), np.float32)
    lit = np.full((90, 160), 100, np.uint8)
    half = lit.copy()
    half[:, 80:] = 0
    total, asked = compiled(kernels.length_sum)(flow, half, half, 20, 4, np.float32(4096))
    assert asked == 22 * 40 and total / asked / 4096 == pytest.approx(2.5)
    assert compiled(kernels.length_sum)(flow, half, lit, 20, 4, np.float32(4096))[0] / asked / 4096 == pytest.approx(5)


@pytest.mark.parametrize("seed", range(10, 14))
def test_saturation_is_that_of_opencv(seed):
    y, u, v = (np.random.default_rng(seed + k).integers(0, 256, (36, 64), dtype=np.uint8) for k in (0, 40, 80))
    colours = cv2.cvtColor(cv2.cvtColor(cv2.merge([y, v, u]), cv2.COLOR_YCrCb2BGR), cv2.COLOR_BGR2HSV)
    lit = colours[..., 2] > 16
    assert compiled(kernels.saturation_sum)(y, u, v, 16) == colours[..., 1][lit].sum(dtype=int)


def test_differences_at_another_contrast_are_counted():
    pale, deep = picture(14, (90, 160)), picture(15, (90, 160))
    apart = np.rint((deep.astype(np.float32) - 1.75 * pale.astype(np.float32) - 20) * 16)
    numbers = (np.float32(part * 16) for part in (1.75, 20))
    counted = compiled(kernels.counts_scaled)(deep, pale, *numbers, -200, 200, np.float32(16))
    assert 0 < counted == (np.abs(apart) <= 200).sum()


def test_plain_changes_are_counted_and_what_shows_anything():
    before = np.full((18, 32), 20, np.uint8)
    after = before.copy()
    after[:3], after[3:5] = 24, 90
    assert compiled(kernels.plain_changes)(before, after, 4, 28) == (64, 64)
