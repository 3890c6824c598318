"""A quiet evening room, two people, a few spoken lines: 25 fps, 34 s."""

from fractions import Fraction

import foley
import numpy as np
from paint import HEIGHT, WIDTH, blend, clouds, disc, ease, glow, rain, rgb, shape, sky, stroke, veil, window
from reel import RATE_HZ, Reel, Shot

RATE = Fraction(25)
PAPER = clouds(61)
LAMP_OFF = 775
DOOR = 712

LINES = (
    (6.4, "en-gb", 60, 128, "I found the letter this morning. It was still in your coat.", -0.35),
    (11.3, "en-gb+f3", 45, 132, "Then you know why I stayed away so long.", 0.35),
    (20.6, "en-gb", 60, 122, "You could have told me. I would have waited.", -0.35),
)


def room(picture: np.ndarray, lamp: float) -> None:
    """Paint the wall, the window with the blue evening, and the table with its lamp."""
    picture[:] = sky(
        [
            (0.0, blend(rgb("#12141d"), rgb("#3a2a22"), lamp)),
            (0.7, blend(rgb("#161a24"), rgb("#5a3f2c"), lamp)),
            (1.0, blend(rgb("#0d0e13"), rgb("#2d1d15"), lamp)),
        ]
    )
    veil(picture, window(PAPER, 100) ** 2, rgb("#000000"), 0.25)


def pane(picture: np.ndarray, x: float, y: float, wide: float, tall: float, time_s: float) -> None:
    shape(picture, [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)], rgb("#31486b"))
    inside = np.zeros((HEIGHT, WIDTH), np.float32)
    inside[int(y) : int(y + tall), int(x) : int(x + wide)] = 1
    outside = sky([(0.0, rgb("#223454")), (0.6, rgb("#5a7296")), (1.0, rgb("#27364c"))])
    rain(outside, 9, time_s, 0.5, 0.12)
    picture += (outside - picture) * inside[..., None]
    frame = rgb("#1a1512")
    for px in (x, x + wide / 2, x + wide):
        stroke(picture, [(px, y), (px, y + tall)], frame, 5)
    for py in (y, y + tall / 2, y + tall):
        stroke(picture, [(x, py), (x + wide, py)], frame, 5)


def person(
    picture: np.ndarray, x: float, base: float, size: float, cloth: tuple, face: int, time_s: float, talk: float
) -> None:
    """Draw a seated figure in profile; ``face`` is -1 (left) or +1 (right)."""
    breath = 1.2 * np.sin(time_s * 1.7 + x)
    nod = talk * 2.5 * np.sin(time_s * 8.3)
    skin, hair = rgb("#b98463"), rgb("#241a18")
    shape(
        picture,
        [
            (x - 62 * size, base), (x - 52 * size, base - 96 * size + breath), (x - 18 * size, base - 124 * size + breath),
            (x + 18 * size, base - 124 * size + breath), (x + 52 * size, base - 96 * size + breath), (x + 62 * size, base),
        ],
        cloth,
    )  # fmt: skip
    shape(
        picture,
        [
            (x - 11 * size, base - 118 * size), (x + 11 * size, base - 118 * size), (x + 9 * size, base - 150 * size),
            (x - 9 * size, base - 150 * size),
        ],
        blend(skin, (0, 0, 0), 0.25),
    )  # fmt: skip
    hx, hy = x + face * 4 * size, base - 168 * size + breath + nod
    disc(picture, hx, hy, 27 * size, 32 * size, skin)
    shape(
        picture,
        [
            (hx + face * 24 * size, hy - 4 * size),
            (hx + face * 34 * size, hy + 7 * size),
            (hx + face * 23 * size, hy + 9 * size),
        ],
        skin,
    )
    disc(picture, hx - face * 9 * size, hy - 14 * size, 22 * size, 21 * size, hair)
    disc(picture, hx + face * 15 * size, hy - 2 * size, 2.6 * size, 3.2 * size, rgb("#1a1210"))
    gap = 1.5 + talk * 3.2 * abs(np.sin(time_s * 13))
    disc(picture, hx + face * 20 * size, hy + 16 * size, 5 * size, gap * size, rgb("#5c2b26"))


def table(picture: np.ndarray, y: float, lamp: float, time_s: float, x: float = 320) -> None:
    shape(picture, [(60, y), (580, y), (WIDTH, HEIGHT), (0, HEIGHT)], blend(rgb("#17110e"), rgb("#6b4326"), lamp))
    stroke(picture, [(x, y + 6), (x, y - 52)], rgb("#2a1d15"), 5)
    shape(
        picture,
        [(x - 34, y - 48), (x + 34, y - 48), (x + 19, y - 88), (x - 19, y - 88)],
        blend(rgb("#2b2420"), rgb("#ffd79a"), lamp),
    )
    if lamp:
        flicker = 1 + 0.015 * np.sin(time_s * 9)
        glow(picture, x, y - 60, 170 * flicker, rgb("#ff9e4d"), 0.42 * lamp)
        glow(picture, x, y - 62, 48, rgb("#ffe1ae"), 0.5 * lamp)


def wide(first: int, end: bool = False):
    def draw(time_s: float, share: float) -> np.ndarray:
        frame = first + round(time_s * 25)
        lamp = 0.0 if end and frame >= LAMP_OFF else 1.0
        picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        room(picture, lamp)
        pane(picture, 255, 46, 130, 128, time_s + first / 25)
        leave = ease((frame - 690) / 26) if end else 0.0
        person(picture, 150, 292, 0.92, blend(rgb("#14202b"), rgb("#3f5568"), lamp), 1, time_s, 0.0)
        if leave < 1:
            person(picture, 492 + 190 * leave, 292, 0.92, blend(rgb("#22141a"), rgb("#7a3b3f"), lamp), -1, time_s, 0.0)
        table(picture, 284, lamp, time_s)
        for cup in (245, 402):
            disc(picture, cup, 290, 11, 5, rgb("#d8cfc0"), 0.9 if lamp else 0.25)
        zoom = 1 + 0.04 * share
        return _zoom(picture, zoom)

    return draw


def _zoom(picture: np.ndarray, zoom: float) -> np.ndarray:
    import cv2

    shift = np.float32([[zoom, 0, WIDTH * (1 - zoom) / 2], [0, zoom, HEIGHT * (1 - zoom) / 2]])
    return cv2.warpAffine(picture, shift, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)


def at_window(time_s: float, share: float) -> np.ndarray:
    picture = sky([(0.0, rgb("#24344f")), (0.6, rgb("#5d7391")), (1.0, rgb("#1d2836"))])
    for lamp in range(6):
        x, y = 70 + 104 * lamp, 236 + 22 * np.sin(lamp * 2.1)
        glow(picture, x, y, 26 + 5 * np.sin(lamp), rgb("#ffbf70"), 0.4)
    rain(picture, 17, time_s, 0.7, 0.1)
    chance = np.random.default_rng(4)
    for _drop in range(60):
        x, y = chance.uniform(0, WIDTH), chance.uniform(-40, HEIGHT)
        slide = (max(0.0, time_s - chance.uniform(0, 3)) ** 1.6) * 26
        disc(picture, x, y + slide, 2.6, 3.8, rgb("#dfe9f2"), 0.5)
    for x in (210, 428):
        stroke(picture, [(x, 0), (x, HEIGHT)], rgb("#15100d"), 14)
    stroke(picture, [(0, 182), (WIDTH, 182)], rgb("#15100d"), 14)
    return picture


def near(who: int, first_s: float):
    """A close view of one of the two, who speaks while a line of theirs is heard."""

    def draw(time_s: float, share: float) -> np.ndarray:
        now = first_s + time_s
        talking = any(start <= now < end and (pan < 0) == (who < 0) for start, end, pan in SPOKEN)
        picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        room(picture, 1.0)
        glow(picture, 320 - who * -260, 210, 260, rgb("#ff9e4d"), 0.35)
        if who < 0:
            person(picture, 270, 420, 1.62, rgb("#3f5568"), 1, time_s, float(talking))
        else:
            pane(picture, 60, 30, 150, 170, now)
            person(picture, 380, 420, 1.62, rgb("#7a3b3f"), -1, time_s, float(talking))
        return _zoom(picture, 1.02 + 0.03 * share)

    return draw


def photograph(time_s: float, share: float) -> np.ndarray:
    """An old picture on the table: two children by the sea."""
    picture = sky([(0.0, rgb("#4a2f1e")), (1.0, rgb("#7a5231"))])
    veil(picture, window(PAPER, 900) ** 2, rgb("#2a180d"), 0.4)
    shape(picture, [(168, 74), (470, 58), (486, 292), (184, 308)], rgb("#efe4cc"))
    shape(picture, [(186, 92), (454, 77), (468, 258), (200, 273)], rgb("#c7b48d"))
    shape(picture, [(194, 190), (462, 176), (468, 258), (200, 273)], rgb("#8d8463"))
    for x, tall in ((290, 70), (345, 56)):
        shape(
            picture,
            [(x - 13, 240), (x + 13, 239), (x + 8, 240 - tall * 0.7), (x - 8, 240 - tall * 0.7)],
            rgb("#5a4630"),
        )
        disc(picture, x, 240 - tall * 0.85, 9, 10, rgb("#6a543a"))
    stroke(picture, [(302, 205), (334, 209)], rgb("#5a4630"), 4)
    glow(picture, 90, 60, 240, rgb("#ffb867"), 0.4)
    return _zoom(picture, 1.0 + 0.12 * ease(share))


def spoken() -> list[tuple[float, np.ndarray, float]]:
    return [(start, foley.speak(words, voice, pitch, speed), pan) for start, voice, pitch, speed, words, pan in LINES]


VOICES = spoken()
SPOKEN = [(start, start + len(line) / RATE_HZ, pan) for start, line, pan in VOICES]

SHOTS = (
    Shot(n_frames=100, draw=wide(0), energy=0.1, seen="two people at a table, rain", into="fade", into_frames=25),
    Shot(n_frames=50, draw=at_window, energy=0.1, seen="rain on the window"),
    Shot(n_frames=125, draw=near(-1, 6.0), energy=0.2, seen="he speaks"),
    Shot(n_frames=100, draw=near(1, 11.0), energy=0.25, seen="she speaks"),
    Shot(
        n_frames=125,
        draw=photograph,
        energy=0.35,
        seen="an old photograph of two children",
        into="dissolve",
        into_frames=20,
    ),
    Shot(n_frames=125, draw=near(-1, 20.0), energy=0.3, seen="he speaks again"),
    Shot(n_frames=50, draw=near(1, 25.0), energy=0.25, seen="she says nothing"),
    Shot(n_frames=175, draw=wide(675, end=True), energy=0.15, seen="she goes; the lamp goes out"),
)


def sound() -> np.ndarray:
    bed = foley.silence(34)
    foley.add(bed, foley.noise(34, 1, 60, 400) * foley.curve([(0, -60), (1, -34), (32, -34), (34, -60)], 34), 0)
    drops = foley.noise(34, 2, 1800, 7000)
    foley.add(
        bed, drops * foley.curve([(0, -60), (1, -40), (4, -38), (4.1, -30), (6, -30), (6.1, -41), (34, -52)], 34), 0
    )
    for tick in range(33):
        foley.add(bed, foley.knock(1900 if tick % 2 else 1650, 0.012, tick, 0.1), 0.6 + tick, -32, 0.5)
    for start, line, pan in VOICES:
        foley.add(bed, line, start, 0, pan * 0.5)
    foley.add(bed, foley.knock(85, 0.09, 8), DOOR / 25, 0, 0.7)
    foley.add(bed, foley.knock(900, 0.015, 9, 0.15), LAMP_OFF / 25, -8)
    return np.tanh(bed * 1.2) * 0.8


def reel() -> Reel:
    """Return the film: a quiet scene with three spoken lines."""
    return Reel(
        name="voices",
        rate=RATE,
        shots=SHOTS,
        sound=sound(),
        flashes=(),
        fade_out_frames=25,
        mood="quiet, sad, close",
        speech=tuple(
            (round(start, 3), round(end, 3), line[4]) for (start, end, _), line in zip(SPOKEN, LINES, strict=True)
        ),
        moments=(
            (1, "the room appears"),
            (100, "rain on the window"),
            (384, "the photograph"),
            (625, "she says nothing"),
            (DOOR, "the door"),
            (LAMP_OFF, "the lamp goes out"),
        ),
    )
