"""A calm dawn over the sea that turns to storm: 24 fps, 40 s."""

from fractions import Fraction

import cv2
import foley
import numpy as np
from paint import (
    HEIGHT,
    WIDTH,
    below,
    blend,
    clouds,
    disc,
    ease,
    glow,
    rain,
    rgb,
    ridge,
    shape,
    sky,
    stroke,
    veil,
    water,
    window,
)  # fmt: skip
from reel import Reel, Shot

RATE = Fraction(24)
SOFT, HEAVY = clouds(3), clouds(11)
FAR, MIDDLE, NEAR = ridge(5, 0.62, 0.16), ridge(8, 0.72, 0.17), ridge(13, 0.88, 0.13)
FIELD = ridge(21, 0.80, 0.05)
LIGHTNING = (697, 760, 823)


def sea_dawn(time_s: float, share: float) -> np.ndarray:
    rise = ease(share)
    picture = sky(
        [
            (0.0, blend(rgb("#141b3c"), rgb("#4d7fb8"), rise)),
            (0.38, blend(rgb("#3d3a66"), rgb("#f0b58c"), rise)),
            (0.55, blend(rgb("#8a5568"), rgb("#ffdfa6"), rise)),
            (1.0, rgb("#1c2440")),
        ]
    )
    veil(picture, window(SOFT, 40 + 6 * time_s) ** 3 * 1.1, blend(rgb("#6a4f74"), rgb("#ffe8cf"), rise), 0.55)
    sun = 0.60 - 0.15 * rise
    glow(picture, 400, sun * HEIGHT, 190, rgb("#ff9d57"), 0.22 + 0.12 * rise)
    glow(picture, 400, sun * HEIGHT, 55, rgb("#ffd9a0"), 0.3)
    np.clip(picture, 0, 1, out=picture)
    if sun < 0.59:
        disc(picture, 400, sun * HEIGHT, 19, 19, rgb("#fffbee"))
    water(picture, 0.56, time_s, 0.08, rgb("#24304f"), rgb("#ffd9a0"))
    return picture


def hills(time_s: float, share: float) -> np.ndarray:
    picture = sky([(0.0, rgb("#7fb2df")), (0.45, rgb("#fbe3bf")), (1.0, rgb("#f3d7a8"))])
    glow(picture, 470, 120, 130, rgb("#ffd08a"), 0.25)
    below(picture, FAR, rgb("#9db3c9"), 30 + 5 * time_s, rgb("#f0dfc8"))
    below(picture, MIDDLE, rgb("#6b8a86"), 60 + 11 * time_s, rgb("#dfd8bd"))
    below(picture, NEAR, rgb("#39553f"), 120 + 24 * time_s)
    for bird in range(7):
        x = 70 + 48 * time_s + 31 * bird + 9 * np.sin(bird * 2.3)
        y = 92 + 17 * np.sin(bird * 1.7) - 5 * time_s + 3 * np.sin(time_s * 3 + bird)
        flap = 5 * np.sin(time_s * 13 + bird * 1.1)
        stroke(picture, [(x - 9, y - flap), (x, y), (x + 9, y - flap)], rgb("#3a4a5c"), 2)
    return picture


def tree(picture: np.ndarray, x: float, ground: float, wind: float, time_s: float, leaf: tuple, bark: tuple) -> None:
    sway = wind * (14 + 7 * np.sin(time_s * (1.1 + 3 * wind)))
    shape(
        picture,
        [(x - 7, ground), (x - 4 + sway * 0.4, ground - 62), (x + 4 + sway * 0.4, ground - 62), (x + 8, ground)],
        bark,
    )
    chance = np.random.default_rng(77)
    for k in range(26):
        dx, dy = chance.normal(0, 27), chance.normal(0, 18)
        lean = sway * (0.6 + 0.02 * (40 - dy)) + wind * 5 * np.sin(time_s * 7 + k)
        size = chance.uniform(13, 24)
        shade = blend(leaf, (0, 0, 0), 0.06 + 0.30 * chance.random())
        disc(picture, x + dx + lean, ground - 92 + dy, size, size * 0.82, shade, 0.9)


def grass(picture: np.ndarray, wind: float, time_s: float, colour: tuple) -> None:
    chance = np.random.default_rng(5)
    for _ in range(170):
        x, y, tall = chance.uniform(0, WIDTH), chance.uniform(300, 362), chance.uniform(12, 30)
        lean = (3 + 17 * wind) * (0.6 + 0.5 * np.sin(time_s * (1.5 + 4 * wind) + x * 0.02))
        stroke(picture, [(x, y), (x + lean * 0.4, y - tall * 0.6), (x + lean, y - tall)], colour, 1, 0.8)


def tree_calm(time_s: float, share: float) -> np.ndarray:
    shadow = ease((share - 0.55) / 0.45)
    picture = sky(
        [(0.0, blend(rgb("#5b9bd8"), rgb("#5f7d99"), shadow)), (0.8, blend(rgb("#f9edcf"), rgb("#b9bdb8"), shadow))]
    )
    veil(picture, window(SOFT, 300 + 16 * time_s) ** 2 * 1.3, rgb("#ffffff"), 0.7)
    below(picture, FIELD, blend(rgb("#d9b45a"), rgb("#8d8350"), shadow), 50)
    tree(picture, 250, 296, 0.12 + 0.2 * shadow, time_s, rgb("#6f9a45"), rgb("#4a3a2c"))
    grass(picture, 0.15 + 0.2 * shadow, time_s, blend(rgb("#f3d98a"), rgb("#a99d68"), shadow))
    return picture


def clouds_rush(time_s: float, share: float) -> np.ndarray:
    picture = sky([(0.0, rgb("#39424f")), (0.6, rgb("#7c8388")), (1.0, rgb("#a59c8a"))])
    veil(picture, window(HEAVY, 190 * time_s + 50) * 1.5 - 0.15, rgb("#262c38"), 0.9)
    veil(picture, window(SOFT, 330 * time_s + 400) ** 2 * 1.6, rgb("#8f959b"), 0.5)
    below(picture, MIDDLE, rgb("#20271f"), 700 + 15 * time_s)
    return picture * (1 - 0.25 * share)


def flash_at(frame: int) -> float:
    """Return how bright lightning is at a frame of the film, 0-1."""
    return max((0.0, *(1 - 0.22 * (frame - f) for f in LIGHTNING if 0 <= frame - f < 4)))


def bolt(picture: np.ndarray, x: float, seed: int, strength: float) -> None:
    chance = np.random.default_rng(seed)
    points = [(x, -5.0)]
    while points[-1][1] < 210:
        points.append((points[-1][0] + chance.normal(0, 15), points[-1][1] + chance.uniform(10, 26)))
    stroke(picture, points, rgb("#f4f2ff"), 3, strength)
    stroke(picture, points, rgb("#b9b7ff"), 8, 0.3 * strength)


def storm_sea(first: int, seed: int, rough: float):
    def draw(time_s: float, share: float) -> np.ndarray:
        light = flash_at(first + round(time_s * 24))
        picture = sky([(0.0, rgb("#1b212b")), (0.5, rgb("#4a535c")), (1.0, rgb("#2a3238"))])
        veil(picture, window(HEAVY, 120 * time_s + 900 * seed) * 1.4 - 0.1, rgb("#12161d"), 0.85)
        if light:
            bolt(picture, 180 + 90 * seed, seed, light)
            picture += light * np.float32(rgb("#a9b4e6")) * 0.55
        water(picture, 0.5 + 0.03 * np.sin(time_s * 2.1), time_s * 2.2, rough, rgb("#1a262c"), rgb("#cfe0e6"))
        heave = round(7 * rough * np.sin(time_s * 2.6))
        picture = cv2.warpAffine(
            picture, np.float32([[1.04, 0, -12], [0, 1.04, -8 + heave]]), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT
        )
        rain(picture, 60 + seed, time_s, 0.55 + 0.45 * rough, 0.35 + 0.2 * rough)
        return picture

    return draw


def tree_storm(time_s: float, share: float) -> np.ndarray:
    light = flash_at(SHOTS_BEFORE_TREE_STORM + round(time_s * 24))
    picture = sky([(0.0, rgb("#232a35")), (0.8, rgb("#5f6566")), (1.0, rgb("#4a4a42"))])
    veil(picture, window(HEAVY, 260 * time_s) * 1.5 - 0.2, rgb("#171b22"), 0.85)
    if light:
        bolt(picture, 455, 4, light)
        picture += light * np.float32(rgb("#b4bdf0")) * 0.6
    below(picture, FIELD, rgb("#3d3a26"), 50)
    tree(picture, 250, 296, 1.0, time_s, rgb("#36502c"), rgb("#231c17"))
    grass(picture, 1.0, time_s, rgb("#6d6647"))
    rain(picture, 91, time_s, 1.0, 0.6)
    shake = np.random.default_rng(round(time_s * 24)).normal(0, 1.1, 2)
    return cv2.warpAffine(
        picture, np.float32([[1.03, 0, -9 + shake[0]], [0, 1.03, -5 + shake[1]]]), (WIDTH, HEIGHT),
        borderMode=cv2.BORDER_REFLECT,
    )  # fmt: skip


SHOTS = (
    Shot(n_frames=204, draw=sea_dawn, energy=0.05, seen="first light over a still sea", into="fade", into_frames=36),
    Shot(n_frames=168, draw=hills, energy=0.15, seen="birds over misty hills", into="dissolve", into_frames=36),
    Shot(n_frames=144, draw=tree_calm, energy=0.2, seen="a tree in a field; a shadow comes"),
    Shot(n_frames=108, draw=clouds_rush, energy=0.5, seen="dark clouds rush in"),
    Shot(n_frames=120, draw=storm_sea(624, 1, 0.6), energy=0.75, seen="rain on a rising sea, lightning"),
    Shot(n_frames=72, draw=tree_storm, energy=0.9, seen="the tree bends, lightning behind it"),
    Shot(n_frames=144, draw=storm_sea(816, 2, 1.0), energy=1.0, seen="the full storm"),
)
SHOTS_BEFORE_TREE_STORM = sum(shot.n_frames for shot in SHOTS[:5])


def sound() -> np.ndarray:
    bed = foley.silence(40)
    foley.add(bed, foley.waves(17, 1) * foley.curve([(0, -60), (2, -22), (9, -24), (11, -44), (17, -60)], 17), 0)
    for k in range(16):
        chance = np.random.default_rng(300 + k)
        foley.add(bed, foley.chirp(k), 4 + 15 * chance.random(), -18 - 8 * chance.random(), chance.uniform(-0.8, 0.8))
    wind = foley.noise(40, 2, 90, 700)
    gusts = [(0, -46), (14, -40), (20, -28), (22, -22), (26, -13), (31, -9), (34, -7), (38, -10), (40, -60)]
    foley.add(bed, wind * foley.curve(gusts, 40), 0)
    foley.add(bed, foley.noise(15, 3, 1500, 9000) * foley.curve([(0, -44), (2, -20), (10, -13), (15, -60)], 15), 25)
    foley.add(bed, foley.waves(15, 4, 3.1) * foley.curve([(0, -40), (1, -12), (10, -6), (15, -60)], 15), 25)
    for number, frame in enumerate(LIGHTNING):
        foley.add(bed, foley.thunder(20 + number), frame / 24 + 0.25, -4 + 2 * number, 0.3 * (number - 1))
    fade = foley.curve([(0, 0), (38.5, 0), (40, -60)], 40)
    return np.tanh(bed * fade * 1.1) * 0.8


def reel() -> Reel:
    """Return the film: a slow turn from calm to storm."""
    return Reel(
        name="dawn",
        rate=RATE,
        shots=SHOTS,
        sound=sound(),
        flashes=LIGHTNING,
        fade_out_frames=36,
        mood="calm, then a storm",
        moments=(
            (1, "first light"),
            (221, "the hills come up"),
            (372, "the tree"),
            (516, "dark clouds"),
            (624, "the sea in rain"),
            (697, "lightning over the sea"),
            (744, "the tree in the storm"),
            (760, "lightning behind the tree"),
            (816, "the full storm"),
            (823, "lightning"),
        ),
    )
