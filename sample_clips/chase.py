"""A chase through the evening with fast cuts: 30000/1001 fps, 24 s."""

from fractions import Fraction

import cv2
import foley
import numpy as np
from paint import HEIGHT, WIDTH, below, blend, clouds, disc, ease, glow, rgb, ridge, shape, sky, stroke, veil, window
from reel import Reel, Shot

RATE = Fraction(30000, 1001)
SOFT = clouds(31)
HILLS = ridge(41, 0.60, 0.12)
LANDING = 604
LAMPS_ON = 58


def dusk() -> np.ndarray:
    return sky([(0.0, rgb("#1d2350")), (0.35, rgb("#6d3f78")), (0.6, rgb("#f08a5d")), (1.0, rgb("#f9c46b"))])


def city(picture: np.ndarray, left: float, base: float, seed: int, colour: tuple, lit: tuple, scale: float) -> None:
    """Draw a row of houses with lit windows, scrolled by ``left`` pixels."""
    x = -(left % (2200 * scale))
    for _ in range(2):
        local = np.random.default_rng(seed)
        at = x
        for house in range(28):
            wide, tall = local.uniform(55, 105) * scale, local.uniform(50, 165) * scale
            if -wide < at < WIDTH:
                shape(picture, [(at, base), (at, base - tall), (at + wide, base - tall), (at + wide, base)], colour)
                for row in range(int(tall // (18 * scale)) - 1):
                    for col in range(int(wide // (15 * scale)) - 1):
                        if (row * 7 + col * 13 + house * 5) % 5 < 2:
                            px = at + (8 + 15 * col) * scale
                            py = base - tall + (10 + 18 * row) * scale
                            box = [
                                (px, py),
                                (px + 6 * scale, py),
                                (px + 6 * scale, py + 9 * scale),
                                (px, py + 9 * scale),
                            ]
                            shape(picture, box, lit, 0.85)
            at += wide + 6 * scale
        x += 2200 * scale


def car(picture: np.ndarray, x: float, y: float, size: float, colour: tuple, turn: float, tilt: float = 0.0) -> None:
    """Draw a car from the side; ``turn`` is the angle of its wheels."""

    def at(px: float, py: float) -> tuple[float, float]:
        c, s = np.cos(tilt), np.sin(tilt)
        return x + size * (px * c - py * s), y + size * (px * s + py * c)

    body = [(-62, 0), (-64, -16), (-40, -20), (-24, -37), (20, -38), (40, -20), (60, -16), (64, 0)]
    shape(picture, [at(*p) for p in body], colour)
    shape(picture, [at(*p) for p in [(-33, -20), (-21, -33), (-3, -33), (-3, -20)]], rgb("#bfe3f2"))
    shape(picture, [at(*p) for p in [(2, -20), (2, -33), (18, -33), (32, -20)]], rgb("#9fcfe4"))
    shape(picture, [at(*p) for p in [(-63, -9), (63, -9), (63, -5), (-63, -5)]], blend(colour, (0, 0, 0), 0.35))
    for wheel in (-38, 38):
        cx, cy = at(wheel, 1)
        disc(picture, cx, cy, 14 * size, 14 * size, rgb("#16161c"))
        disc(picture, cx, cy, 8 * size, 8 * size, rgb("#9a9aa6"))
        for spoke in range(3):
            angle = turn + spoke * np.pi / 3
            dx, dy = 8 * size * np.cos(angle), 8 * size * np.sin(angle)
            stroke(picture, [(cx - dx, cy - dy), (cx + dx, cy + dy)], rgb("#3a3a44"), 2)
    lx, ly = at(64, -12)
    glow(picture, lx + 12 * size, ly, 26 * size, rgb("#ffe9a8"), 0.6)


def road(picture: np.ndarray, y: float, left: float, dashes: bool = True) -> None:
    shape(picture, [(0, y), (WIDTH, y), (WIDTH, HEIGHT), (0, HEIGHT)], rgb("#2b2a33"))
    if dashes:
        for k in range(-1, 8):
            x = k * 110 - left % 110
            shape(picture, [(x, y + 46), (x + 60, y + 46), (x + 54, y + 53), (x - 6, y + 53)], rgb("#f2e6c8"), 0.9)


def waiting(time_s: float, share: float) -> np.ndarray:
    picture = dusk()
    veil(picture, window(SOFT, 5 * time_s) ** 3, rgb("#ffd0a0"), 0.4)
    city(picture, 120 + 6 * time_s, 262, 3, rgb("#2a2350"), rgb("#ffcf70"), 1.0)
    road(picture, 262, 0)
    stroke(picture, [(150, 300), (150, 120), (196, 112)], rgb("#17171f"), 4)
    glow(picture, 198, 122, 46, rgb("#ffdf9a"), 0.5)
    car(picture, 330, 312, 1.15, rgb("#d8423c"), 0.0)
    if time_s * RATE >= LAMPS_ON:
        glow(picture, 430, 300, 90, rgb("#fff2c0"), 0.9)
        shape(picture, [(404, 298), (640, 262), (640, 350), (404, 306)], rgb("#fff2c0"), 0.35)
    return picture


def side(speed: float, colour: str, seed: int, size: float = 1.15, blurred: bool = True):
    def draw(time_s: float, share: float) -> np.ndarray:
        picture = dusk()
        below(picture, HILLS, rgb("#4b3560"), 40 * time_s * speed)
        city(picture, 500 * seed + 330 * speed * time_s, 255, seed, rgb("#241d42"), rgb("#ffc861"), 1.0)
        if blurred:
            picture[90:255] = cv2.blur(picture[90:255], (round(5 + 9 * speed), 1))
        road(picture, 255, 900 * speed * time_s)
        bounce = 2.5 * np.sin(time_s * 31)
        x = 300 + 50 * np.sin(time_s * 1.7 + seed) + 30 * share
        car(picture, x, 314 + bounce, size, rgb(colour), time_s * 34 * speed, 0.015 * np.sin(time_s * 23))
        for k in range(9):
            y = 110 + 25 * k + 9 * np.sin(k * 5.1)
            x = (k * 173 - 2100 * speed * time_s) % (WIDTH + 240) - 200
            stroke(picture, [(x, y), (x + 150 * speed, y)], rgb("#ffe9cf"), 1, 0.35)
        return picture

    return draw


def front(speed: float, tunnel: bool, seed: int):
    def draw(time_s: float, share: float) -> np.ndarray:
        sway = 42 * np.sin(time_s * 2.1 + seed)
        horizon, middle = 168, WIDTH / 2 + sway
        if tunnel:
            picture = sky([(0.0, rgb("#0d0d14")), (0.45, rgb("#3c2a1c")), (1.0, rgb("#14131a"))])
        else:
            picture = dusk()
            city(picture, 800 + 30 * sway, horizon + 6, seed, rgb("#2a1f48"), rgb("#ffc861"), 0.6)
        shape(
            picture,
            [(middle - 6, horizon), (middle + 6, horizon), (WIDTH + 240, HEIGHT), (-240, HEIGHT)],
            rgb("#26252e"),
        )
        for k in range(14):
            depth = ((k / 14 + time_s * speed * 0.9) % 1.0) ** 3
            y = horizon + depth * (HEIGHT - horizon) * 1.2
            wide = 2 + 16 * depth
            x = middle + (WIDTH / 2 - middle) * depth
            tall = 2 + 60 * depth * depth
            shape(
                picture,
                [(x - wide, y), (x + wide, y), (x + wide * 1.2, y + tall), (x - wide * 1.2, y + tall)],
                rgb("#f4e7c4"),
            )
            if k % 2 == 0:
                for edge in (-1, 1):
                    px = middle + edge * (20 + 620 * depth) + (WIDTH / 2 - middle) * depth
                    top = horizon - (30 + 420 * depth)
                    if tunnel:
                        glow(picture, px, top + 25, 8 + 75 * depth, rgb("#ffb35c"), 0.75)
                    else:
                        stroke(picture, [(px, y), (px, top)], rgb("#12111a"), max(1, int(10 * depth)))
                        glow(picture, px, top, 4 + 40 * depth, rgb("#ffd58a"), 0.5)
        shake = np.random.default_rng(round(time_s * 30) + 999 * seed).normal(0, 2.0 * speed, 2)
        return cv2.warpAffine(
            picture, np.float32([[1.04, 0, -12 + shake[0]], [0, 1.04, -7 + shake[1]]]), (WIDTH, HEIGHT),
            borderMode=cv2.BORDER_REFLECT,
        )  # fmt: skip

    return draw


def wheel(time_s: float, share: float) -> np.ndarray:
    picture = sky([(0.0, rgb("#8c1f22")), (0.35, rgb("#c8383a")), (0.55, rgb("#3a1a20")), (1.0, rgb("#24232b"))])
    road(picture, 300, 0, dashes=False)
    for k in range(26):
        x = (k * 97 - 2600 * time_s) % (WIDTH + 300) - 200
        stroke(picture, [(x, 306 + k * 2.1), (x + 120, 306 + k * 2.1)], rgb("#6b6a75"), 1, 0.5)
    cy = 226 + 4 * np.sin(time_s * 40)
    disc(picture, 320, cy, 128, 128, rgb("#121217"))
    disc(picture, 320, cy, 84, 84, rgb("#a6a7b5"))
    for spoke in range(5):
        angle = time_s * 29 + spoke * 2 * np.pi / 5
        stroke(picture, [(320, cy), (320 + 80 * np.cos(angle), cy + 80 * np.sin(angle))], rgb("#4c4c58"), 12)
    disc(picture, 320, cy, 20, 20, rgb("#d9dae4"))
    for k in range(18):
        age = (time_s * 3 + k * 0.137) % 1
        glow(picture, 210 - 240 * age, 330 - 46 * age * np.sin(k), 5 + 20 * age, rgb("#cfc6bd"), 0.3 * (1 - age))
    return picture


def whip(time_s: float, share: float) -> np.ndarray:
    """A pan from the van to the car, so fast that the street smears."""
    turn = ease((share - 0.3) / 0.4)
    picture = dusk()
    city(picture, 200 + 2100 * turn, 255, 7, rgb("#241d42"), rgb("#ffc861"), 1.0)
    road(picture, 255, 2100 * turn)
    car(picture, 250 - 1500 * turn, 312, 1.25, rgb("#22252e"), time_s * 30)
    car(picture, 1800 - 1500 * turn, 312, 1.15, rgb("#d8423c"), time_s * 30)
    smear = round(150 * max(0.0, 1 - abs(share - 0.5) / 0.2))
    return cv2.blur(picture, (smear, 1)) if smear > 1 else picture


def leap(time_s: float, share: float) -> np.ndarray:
    """The jump over the gap of the bridge, slow and wide, and the landing."""
    picture = dusk()
    glow(picture, 470, 205, 120, rgb("#ffb060"), 0.5)
    below(picture, HILLS, rgb("#523a62"), 300)
    land = (LANDING - 532) / float(RATE)
    flight = min(1.0, time_s / land)
    shape(picture, [(0, 300), (210, 268), (210, 282), (60, 312), (0, 312)], rgb("#191722"))
    shape(picture, [(452, 292), (WIDTH, 292), (WIDTH, 310), (452, 310)], rgb("#191722"))
    x = 120 + 380 * flight + max(0.0, time_s - land) * 60
    y = 262 - 150 * 4 * flight * (1 - flight) * 0.85 + 22 * flight
    after = time_s - land
    tilt = -0.32 + 0.62 * flight if after < 0 else 0.10 * np.exp(-after * 7)
    jolt = 9 * np.exp(-after * 6) * np.sin(after * 44) if after >= 0 else 0.0
    car(picture, x, y + (0 if after < 0 else -3), 0.9, rgb("#d8423c"), time_s * 20, tilt)
    if 0 <= after < 0.7:
        for k in range(22):
            spark = np.random.default_rng(k)
            dx, dy = spark.normal(0, 130) * after, spark.uniform(-150, 10) * after + 160 * after * after
            glow(picture, x + dx, 290 + dy, 3.5, rgb("#ffd27a"), 0.8 * (1 - after / 0.7))
    return cv2.warpAffine(
        picture, np.float32([[1.05, 0, -16], [0, 1.05, -9 + jolt]]), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT
    )


def away(time_s: float, share: float) -> np.ndarray:
    picture = sky([(0.0, rgb("#2a2b60")), (0.4, rgb("#a5588a")), (0.62, rgb("#ffb27a")), (1.0, rgb("#ffd79a"))])
    glow(picture, 320, 214, 130, rgb("#fff0c0"), 0.7)
    disc(picture, 320, 214, 30, 30, rgb("#fff6da"))
    below(picture, HILLS, rgb("#3a2c58"), 500)
    shape(picture, [(314, 222), (326, 222), (470, HEIGHT), (170, HEIGHT)], rgb("#2a2536"))
    size = 46 / (1 + 2.2 * time_s)
    y = 224 + 90 / (1 + 2.2 * time_s)
    shape(picture, [(320 - size, y), (320 - size, y - size), (320 + size, y - size), (320 + size, y)], rgb("#b03430"))
    for edge in (-0.7, 0.7):
        glow(picture, 320 + edge * size, y - size * 0.5, 2 + size * 0.35, rgb("#ff5a48"), 0.8)
    return picture


SHOTS = (
    Shot(n_frames=90, draw=waiting, energy=0.15, seen="a red car waits under a lamp"),
    Shot(n_frames=45, draw=side(0.7, "#22252e", 2, 1.3), energy=0.5, seen="a black van comes"),
    Shot(n_frames=52, draw=side(1.0, "#d8423c", 3), energy=0.7, seen="the red car races off"),
    Shot(n_frames=34, draw=wheel, energy=0.8, seen="a wheel spins"),
    Shot(n_frames=41, draw=front(1.0, False, 5), energy=0.85, seen="the road rushes up"),
    Shot(n_frames=30, draw=side(1.15, "#22252e", 6, 1.3), energy=0.85, seen="the van behind"),
    Shot(n_frames=27, draw=side(1.25, "#d8423c", 9), energy=0.9, seen="the red car"),
    Shot(n_frames=45, draw=front(1.3, True, 4), energy=0.95, seen="through a tunnel"),
    Shot(n_frames=24, draw=wheel, energy=0.9, seen="the wheel"),
    Shot(n_frames=48, draw=whip, energy=0.9, seen="from the van over to the car, in one swing"),
    Shot(n_frames=36, draw=front(1.5, False, 8), energy=1.0, seen="the road, faster"),
    Shot(n_frames=30, draw=side(1.5, "#22252e", 11, 1.35), energy=0.95, seen="the van, close"),
    Shot(n_frames=30, draw=side(1.5, "#d8423c", 12, 1.3), energy=1.0, seen="the red car, close"),
    Shot(n_frames=108, draw=leap, energy=0.9, seen="the leap over the gap, and the landing"),
    Shot(n_frames=80, draw=away, energy=0.3, seen="away into the sun"),
)


def sound() -> np.ndarray:
    length_s = 720 / float(RATE)
    bed = foley.silence(length_s)

    def second(frame: int) -> float:
        return frame / float(RATE)

    foley.add(bed, foley.noise(length_s, 9, 100, 3000) * foley.curve([(0, -32), (3, -26), (24, -36)], length_s), 0)
    idle = foley.engine(second(90), 1, [(0, 28), (1.9, 28), (2.2, 60), (3, 40)])
    foley.add(bed, idle * foley.curve([(0, -16), (1.9, -14), (2.2, -8), (3, -10)], second(90)), 0)
    starts, start = [], 0
    for shot in SHOTS:
        starts.append(start)
        start += shot.n_frames
    for number, (shot, frame) in enumerate(zip(SHOTS, starts, strict=True)):
        if number in (0, 13, 14):
            continue
        long = second(shot.n_frames)
        van = "van" in shot.seen
        low, high = (38, 52) if van else (62, 96)
        run = foley.engine(long, 30 + number, [(0, low), (long, high)])
        foley.add(bed, run, second(frame), -5 if van else -4, 0.3 if van else -0.2)
        if number in (2, 5, 8, 10):
            screech = foley.noise(0.7, 60 + number, 1400, 2600) * foley.decay(0.7, 0.22, 0.04)
            foley.add(bed, screech, second(frame) + 0.1, -4)
    air = foley.noise(2.4, 80, 200, 1800) * foley.curve([(0, -12), (1.2, -20), (2.3, -8), (2.4, -40)], 2.4)
    foley.add(bed, air, second(532), -2)
    foley.add(bed, foley.knock(58, 0.16, 5, 1.2), second(LANDING), 12)
    foley.add(bed, foley.noise(0.9, 82, 80, 7000) * foley.decay(0.9, 0.12, 0.001), second(LANDING), 4)
    foley.add(bed, foley.engine(3.2, 90, [(0, 70), (3.2, 90)]) * foley.curve([(0, -9), (3.2, -34)], 3.2), second(640))
    return np.tanh(bed * 1.5) * 0.7


def reel() -> Reel:
    """Return the film: a wait, a chase, a leap, and away."""
    moments, start = [], 0
    for shot in SHOTS:
        if start and shot.seen in {
            "a black van comes", "the red car races off", "a wheel spins", "through a tunnel", "the road, faster",
            "the leap over the gap, and the landing", "away into the sun",
        }:  # fmt: skip
            moments.append((start, shot.seen))
        start += shot.n_frames
    return Reel(
        name="chase",
        rate=RATE,
        shots=SHOTS,
        sound=sound(),
        flashes=(LAMPS_ON,),
        mood="tense, fast, then free",
        moments=tuple(sorted([*moments, (LAMPS_ON, "the lamps go on"), (LANDING, "the landing")])),
    )
