"""Shots that show no picture: one colour, a title card, the credits at the end.

A card is nearly all paper of one brightness with ink on it: fine strokes, so the little ink has long edges
(a disc or a face before a plain ground has short ones), and it stands still. Credits are cards at the end of the
film that roll up or change. All is read off the rows and histograms of the one pass.
"""

import numpy as np

from scorecut.model.clock import Clock
from scorecut.model.picture import Shot
from scorecut.picture.fades import blank_runs
from scorecut.picture.reel import Reel

MOSTLY = 0.8
HALF = 0.5
CARD_SHARE = 0.6
LEAST_LIT = 0.2
PAPER = 0.8
INK_AWAY = 0.12
WIDEST = 7.0
FINE = 4.0
LEAST_SPREAD = 0.01
STILL = 0.3
CARD_CHANGES = 0.8
ROLLS = 0.7
ROLL_SIDEWAYS = 0.3
SHORTEST_S = 0.4
END_SHARE = 0.15
END_S = 60.0
CARDS = 3
CREDITS_S = 10.0


def shot_kinds(reel: Reel, clock: Clock, shots: tuple[Shot, ...]) -> list[str]:
    """Return the kind of each shot: ``picture``, ``blank``, ``title`` or ``credits``."""
    blank = np.zeros(reel.n_frames, bool)
    for first, end in blank_runs(reel):
        blank[first:end] = True
    lettered, fine = looks_lettered(reel)
    blank &= ~lettered
    kinds, rolling, n_cards = [], [], []
    for shot in shots:
        span = slice(shot.start_frame, shot.end_frame)
        lit = ~blank[span]
        rolls = fine[span][lit].mean() >= CARD_SHARE and rolls_up(reel, span) if lit.any() else False
        rolling.append(bool(rolls))
        n_cards.append(cards_in(reel, span))
        if blank[span].mean() > MOSTLY or fades_away(reel, span, blank[span]):
            kinds.append("blank")
        elif (
            lit.mean() >= LEAST_LIT
            and shot.end_s - shot.start_s >= SHORTEST_S
            and lettered[span][lit].mean() >= CARD_SHARE
            and (rolls or stands_still(reel, span))
        ):
            kinds.append("title")
        else:
            kinds.append("picture")
    return with_credits(kinds, rolling, n_cards, shots, clock.end_s)


def fades_away(reel: Reel, span: slice, blank: np.ndarray) -> bool:
    """Return whether a stretch is half blank or more and the rest the pale end of the picture before it."""
    if blank.mean() < HALF or span.start == 0:
        return False
    mean = reel.column("lightness") / reel.active
    spread = np.sqrt(np.maximum(reel.column("lightness_squared") / reel.active - mean**2, 0))
    before = spread[max(0, span.start - 2 * blank.size) : span.start]
    return bool(np.median(spread[span][~blank]) < HALF * np.percentile(before, 75)) if not blank.all() else True


def looks_lettered(reel: Reel) -> tuple[np.ndarray, np.ndarray]:
    """Return which frames are paper with strokes of ink, and which of those have fine strokes, bool, (n,) each.

    With p the share of paper, s the spread of lightness and d the mean step from one pixel to the next (at 160
    pixels width), ink lies s / sqrt(p (1 - p)) away from the paper, and its strokes are about
    2 sqrt((1 - p) / p) s / d wide: letters 2 to 5, a disc or a face 10 and more.
    """
    found = np.zeros((2, reel.n_frames), bool)
    for piece, place, _ in reel.stretches(margin=0):
        found[:, place] = _lettered(piece)
    return found[0], found[1]


def _lettered(reel: Reel) -> tuple[np.ndarray, np.ndarray]:
    """Return what ``looks_lettered`` does, of frames that fit into memory."""
    active = reel.active
    luma = reel.luma.astype(np.float64) / 65535
    luma[:, :3] -= (1 - active) * luma[:, :3] / np.maximum(luma[:, :3].sum(axis=1, keepdims=True), 1e-9)
    luma = np.maximum(luma, 0) / active
    pairs = luma[:, :-1] + luma[:, 1:]
    paper = np.clip(pairs.max(axis=1), 0, 0.9999)
    mean = reel.column("lightness") / active
    spread = np.sqrt(np.maximum(reel.column("lightness_squared") / active - mean**2, 1e-9))
    away = spread / np.sqrt(np.maximum(paper * (1 - paper), 1e-4))
    detail = reel.column("detail") / active / 100
    wide = 2 * np.sqrt((1 - paper) / paper) * spread / np.maximum(detail, 1e-6)
    card = (paper >= PAPER) & (away >= INK_AWAY) & (wide <= WIDEST) & (spread >= LEAST_SPREAD)
    return card, card & (wide <= FINE)


def stands_still(reel: Reel, span: slice) -> bool:
    """Return whether hardly anything moves in most frames of the stretch."""
    change = reel.column("difference")[span][1:] / reel.active
    return not change.size or float(np.median(change)) < STILL


def rolls_up(reel: Reel, span: slice) -> bool:
    """Return whether the picture moves steadily one way, up or down."""
    up, across = reel.column("camera_y")[span][1:], reel.column("camera_x")[span][1:]
    moves = np.abs(up) > 1e-4
    if up.size < 6 or moves.mean() < 0.5:
        return False
    way = np.sign(np.median(up[moves]))
    steady = (np.sign(up[moves]) == way).mean() >= ROLLS
    return bool(steady and np.abs(across[moves]).mean() < ROLL_SIDEWAYS * np.abs(up[moves]).mean())


def cards_in(reel: Reel, span: slice) -> int:
    """Return how many cards follow each other in the stretch: one more than the changes of its ink."""
    change = reel.column("difference")[span][1:] / reel.active > CARD_CHANGES
    return 1 + int((change & ~np.concatenate([[False], change[:-1]])[: change.size]).sum())


def with_credits(
    kinds: list[str], rolling: list[bool], n_cards: list[int], shots: tuple[Shot, ...], end_s: float
) -> list[str]:
    """Return the kinds with the last run of cards named credits, where it rolls, or is of many cards or long.

    Blanks between cards belong to the run. It must begin a card after the last picture, or end within the last
    ``END_SHARE`` of the film (a scene may follow the credits).
    """
    named = list(kinds)
    i = len(kinds) - 1
    while i >= 0:
        if kinds[i] == "picture" or kinds[i] == "blank":
            i -= 1
            continue
        last = i
        while i >= 0 and kinds[i] != "picture":
            i -= 1
        run = [k for k in range(i + 1, last + 1) if kinds[k] == "title"]
        late_s = end_s - shots[last].end_s
        long_s = sum(shots[k].end_s - shots[k].start_s for k in run)
        rolls = any(rolling[k] for k in run)
        if late_s > max(END_S, END_SHARE * end_s) or (i < 0 and not rolls):
            break
        n = sum(n_cards[k] for k in run)
        if rolls or n >= CARDS or (n >= 2 and long_s >= CREDITS_S):
            for k in run:
                named[k] = "credits"
        break
    return named
