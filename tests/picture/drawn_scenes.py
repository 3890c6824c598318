"""Scenes drawn by numbers: light, bustle and warmth from -1 to 1 and one thing to see, with captions.

A small CLIP learns from them (``tiny_clip.train_tiny_clip``), and films are made of others of the
same kind; what a scene should feel like is known because it was drawn so.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

THINGS = ("tree", "house", "sun", "rain", "hills", "crowd")
WORDS = {
    "light": (("dark", "gloomy", "black"), ("bright", "light", "shining")),
    "bustle": (("calm", "quiet", "still"), ("busy", "wild", "restless")),
    "warmth": (("cold", "blue", "icy"), ("warm", "orange", "golden")),
}
#: Below this a measure is not worth a word; the word "very" comes above the other.
PLAIN, VERY = 0.3, 0.7


@dataclass(frozen=True)
class Scene:
    """light dark-bright, bustle calm-busy, warmth cold-warm, each -1..1; seed places the thing and the rest."""

    light: float
    bustle: float
    warmth: float
    thing: str
    seed: int

    @property
    def valence(self) -> float:
        """Bright and warm against dark and cold."""
        return (self.light + self.warmth) / 2

    @property
    def tension(self) -> float:
        """Dark and busy against bright and calm."""
        return (self.bustle - self.light) / 2


def scenes(n: int, seed: int) -> list[Scene]:
    """Return ``n`` different scenes, evenly over all measures and things."""
    rng = np.random.default_rng(seed)
    measures = rng.uniform(-1, 1, (n, 3))
    measures[rng.random((n, 3)) < 0.15] *= 0.2
    things = rng.permutation(np.arange(n) % len(THINGS))
    return [
        Scene(*(float(x) for x in row), THINGS[thing], int(rng.integers(1 << 30)))
        for row, thing in zip(measures, things, strict=True)
    ]


def spread_scenes(n: int, seed: int) -> list[Scene]:
    """Return ``n`` scenes whose measures stand at even steps from -0.95 to 0.95, each in an order of its own."""
    rng = np.random.default_rng(seed)
    measures = np.array([rng.permutation(np.linspace(-0.95, 0.95, n)) for _ in range(3)]).T
    return [
        Scene(*(float(x) for x in row), THINGS[i % len(THINGS)], int(rng.integers(1 << 30)))
        for i, row in enumerate(measures)
    ]


def plain(scene: Scene) -> Scene:
    """Return the scene with nothing that stands out."""
    return replace(scene, light=0.0, bustle=0.0, warmth=0.0)


def caption(scene: Scene, rng: np.random.Generator) -> str:
    """Return what one would say of a scene: its measures where they stand out, and its thing, or part of that."""
    told, stands_out = [], False
    for measure, (low, high) in WORDS.items():
        value = getattr(scene, measure)
        stands_out |= abs(value) >= PLAIN
        if abs(value) >= PLAIN and rng.random() < 0.85:
            word = str(rng.choice(high if value > 0 else low))
            told.append(f"very {word}" if abs(value) > VERY and rng.random() < 0.6 else word)
    rng.shuffle(told)
    words = " and ".join(told) + " " if told else "" if stands_out else "plain "
    with_thing = rng.random() < 0.8
    return f"a {words}scene" + (f" with a {scene.thing}" if with_thing else "")


def paint(scene: Scene, height: int = 96, width: int = 96, at_s: float = 0.0) -> np.ndarray:
    """Return the scene as RGB, uint8, (height, width, 3); ``at_s`` moves what bustles in it."""
    import cv2

    rng = np.random.default_rng(scene.seed)
    level = 0.42 + 0.33 * scene.light
    tint = np.array([0.20, 0.02, -0.22]) * scene.warmth
    top = level * (1 + tint) + 0.06
    ground = 0.72 * level * (1 + tint) + rng.normal(0, 0.01, 3)
    horizon = rng.uniform(0.55, 0.75)
    rows = np.linspace(0, 1, height)[:, None, None]
    picture = np.where(rows < horizon, top * (1 - 0.15 * rows), ground)
    picture = np.ascontiguousarray(np.broadcast_to(picture, (height, width, 3)).astype(np.float32))
    left = (width - height) / 2 + height * rng.uniform(0.35, 0.65)
    _thing(picture, scene, rng, left, horizon * height, height)
    n = round(26 * max(0.0, scene.bustle + 0.75) ** 1.5)
    for _ in range(n):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        way, speed, size = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.5) * height, rng.uniform(0.01, 0.035) * height
        x = (x + np.cos(way) * speed * at_s) % width
        y = (y + np.sin(way) * speed * at_s) % height
        shade = level * (1 + tint) * rng.choice([0.35, 1.5])
        tail = (round(x - 3 * size * np.cos(way)), round(y - 3 * size * np.sin(way)))
        cv2.line(picture, (round(x), round(y)), tail, [float(c) for c in shade], max(1, round(size)))
    return np.clip(np.round(255 * picture), 0, 255).astype(np.uint8)


def _thing(picture: np.ndarray, scene: Scene, rng: np.random.Generator, x: float, horizon: float, height: int) -> None:
    """Draw the thing to see; darker or lighter than what lies behind it, in its own shape."""
    import cv2

    level = 0.42 + 0.33 * scene.light
    tint = 1 + np.array([0.20, 0.02, -0.22]) * scene.warmth
    dark, pale = [float(c) for c in 0.45 * level * tint], [float(c) for c in np.minimum(1, 1.6 * level * tint + 0.1)]
    unit = height * rng.uniform(0.85, 1.15) / 10

    def p(dx: float, dy: float) -> tuple[int, int]:
        return round(x + dx * unit), round(horizon + dy * unit)

    if scene.thing == "tree":
        cv2.rectangle(picture, p(-0.25, -2), p(0.25, 0.6), dark, -1)
        for row in range(3):
            points = np.array([p(-1.6 + row * 0.35, -1.3 - row), p(1.6 - row * 0.35, -1.3 - row), p(0, -3.2 - row)])
            cv2.fillPoly(picture, [points], dark)
    elif scene.thing == "house":
        cv2.rectangle(picture, p(-1.8, -1.8), p(1.8, 0.6), dark, -1)
        cv2.fillPoly(picture, [np.array([p(-2.2, -1.8), p(2.2, -1.8), p(0, -3.6)])], dark)
        cv2.rectangle(picture, p(-1, -1), p(-0.2, -0.2), pale, -1)
        cv2.rectangle(picture, p(0.4, -1), p(1.2, -0.2), pale, -1)
    elif scene.thing == "sun":
        cv2.circle(picture, p(0, -3), round(1.5 * unit), pale, -1)
    elif scene.thing == "rain":
        for dx, dy in rng.uniform([-6, -7], [6, 3], (60, 2)):
            cv2.line(picture, p(dx, dy), p(dx - 0.2, dy + 1), pale, 1)
    elif scene.thing == "hills":
        for dx, wide, high in ((-3.5, 4, 2.2), (3, 5, 3.0), (0, 3, 1.5)):
            cv2.ellipse(picture, p(dx, 0), (round(wide * unit), round(high * unit)), 0, 180, 360, dark, -1)
    else:
        for dx in np.linspace(-4.2, 4.2, 10):
            y = rng.uniform(0.2, 1.6)
            cv2.circle(picture, p(dx, y - 1.2), round(0.36 * unit), dark, -1)
            cv2.rectangle(picture, p(dx - 0.3, y - 0.8), p(dx + 0.3, y + 0.8), dark, -1)


def drawn_table(place: Path) -> Path:
    """Write a table of feeling whose sentences are those of the captions; weights and ranges are the package's."""
    import tomlkit

    from scorecut.catalog.tables import DATA, read_table

    table = read_table(DATA / "emotion_axes.toml")

    def axis(name: str, positive: list[str], negative: list[str]) -> dict:
        return {**table["axis"][name], "positive": positive, "negative": negative}

    def said(*phrases: str) -> list[str]:
        return [f"{words} scene" for phrase in phrases for words in (phrase, f"very {phrase}")]

    table["templates"] = ["a {}"]
    table["neutral"] = ["plain scene"]
    table["axis"] = {
        "valence": axis(
            "valence", said("bright and warm", "shining and golden"), said("dark and cold", "gloomy and icy")
        ),
        "energy": axis("energy", said("busy", "wild", "restless"), said("calm", "quiet", "still")),
        "tension": axis(
            "tension", said("dark and busy", "gloomy and wild"), said("bright and calm", "shining and quiet")
        ),
    }
    why = "drawn"

    def label(name: str, *prompts: str, affect: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> dict:
        return {"name": name, "prompts": list(prompts), "affect": list(affect), "why": why}

    table["kind"] = {
        "thing": {"none": ["plain scene"], "why": why, "labels": [label(t, f"scene with a {t}") for t in THINGS]},
    }
    for kind, (low, high) in WORDS.items():
        table["kind"][kind] = {
            "none": ["plain scene"],
            "why": why,
            "labels": [label(low[0], *said(*low)), label(high[0], *said(*high))],
        }
    place.write_text(tomlkit.dumps(table), encoding="utf-8")
    return place
