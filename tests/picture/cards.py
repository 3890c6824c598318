"""Title cards and end credits drawn as frames with known truth."""

from collections.abc import Iterator

import cv2
import numpy as np

from tests.picture.drawing import yuv

CARD = (640, 360)


def lettered(
    lines: list[tuple[str, float]], *, paper: int = 16, ink: int = 225, size: tuple[int, int] = CARD, scale: float = 1.0
) -> np.ndarray:
    """Return luma (h, w) with centred lines of text; each is (words, its height as a share of the picture's)."""
    width, height = size
    picture = np.full((height, width), paper, np.uint8)
    for words, y in lines:
        letter = scale * height / 360
        (wide, _), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, letter, 1)
        at = ((width - wide) // 2, round(y * height))
        cv2.putText(picture, words, at, cv2.FONT_HERSHEY_DUPLEX, letter, ink, max(1, round(letter * 1.5)), cv2.LINE_AA)
    return picture


def card(n: int, words: tuple[str, ...] = ("THE LONG WAY HOME", "a film"), **how) -> Iterator[np.ndarray]:
    """Give ``n`` frames of a title card that stands still (with a little noise)."""
    rng = np.random.default_rng(5)
    lines = [(line, 0.45 + 0.16 * i) for i, line in enumerate(words)]
    luma = lettered(lines, **how).astype(np.float64)
    for _ in range(n):
        yield yuv(luma + rng.normal(0, 0.5, luma.shape))


NAMES = ("Directed by", "Anna Example", "Written by", "Bert Sample", "Camera", "Carla Muster", "Sound", "Dan Pattern")


def roll(n: int, *, step: float = 1.5, size: tuple[int, int] = CARD) -> Iterator[np.ndarray]:
    """Give ``n`` frames of credits that roll up by ``step`` pixels a frame."""
    width, height = size
    n_lines = int(np.ceil((n * step + height) / 36)) + 2
    tall = np.full((n_lines * 36 + height, width), 16, np.uint8)
    for i in range(n_lines):
        words = NAMES[i % len(NAMES)]
        x = 120 if i % 2 == 0 else 330
        cv2.putText(tall, words, (x, 30 + 36 * i), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 220, 1, cv2.LINE_AA)
    for i in range(n):
        first = round(i * step)
        yield yuv(tall[first : first + height].astype(np.float64))
