"""Two styles in one score: pitch and tune from one, rhythm section and bass from the other, by weight.

Never a mean of two: each gives what it knows (VOCAB.md 5, MUSIC.md 10).
"""

from dataclasses import replace

import numpy as np

from scorecut.composition.idiom import Idiom, Layer, grooves
from scorecut.composition.seats import taste

#: A groove that was asked for by name is heard from this intensity on.
LENT_ABOVE = 0.1
WHOLE = 0.5


def blended(pitch: Idiom, rhythm: Idiom, share: float = WHOLE) -> Idiom:
    """Return an idiom with pitch organisation and tune from one style, rhythm section and bass from the other.

    share : weight of the second, 0-1. At a half both give all of theirs; below it the second lends fewer layers,
        softer and later, and where it lends no bass the first keeps its own; above it brings more and the first gives less
    """
    ours = [layer for layer in pitch.layers if layer.function not in ("rhythm", "bass")]
    theirs = [layer for layer in rhythm.layers if layer.function in ("rhythm", "bass") or layer.lent]
    others = [layer for layer in rhythm.layers if layer not in theirs and layer.function != "melody"]
    lent = [_lent(layer, share) for layer in _foremost(theirs, min(1.0, share / WHOLE))]
    if not any(layer.function == "bass" for layer in lent):
        lent += [layer for layer in pitch.layers if layer.function == "bass"]
    more = _foremost(others, max(0.0, share / WHOLE - 1.0)) if share > WHOLE else []
    own = [
        replace(layer, level_db=layer.level_db + _level_db(1.0 - share)) if share > WHOLE else layer for layer in ours
    ]
    return replace(
        pitch,
        layers=(*own, *more, *lent),
        most_layers=max(pitch.most_layers, rhythm.most_layers),
        unchanged_bars=max(pitch.unchanged_bars, rhythm.unchanged_bars),
        accents=(rhythm.accents or pitch.accents) if share >= WHOLE else pitch.accents,
    )


def _foremost(layers: list[Layer], share: float) -> list[Layer]:
    """Return a share of the layers, at least one of several: grooves first, then in the style's order."""
    if share >= 1.0 or not layers:
        return layers
    ranked = sorted(layers, key=lambda layer: layer.texture not in grooves())
    kept = ranked[: max(1, int(np.ceil(share * len(layers) - 1e-9)))]
    return [layer for layer in layers if layer in kept]


def _lent(layer: Layer, share: float) -> Layer:
    is_groove = layer.texture in grooves()
    above = min(layer.above, LENT_ABOVE) if is_groove else layer.above
    if share < WHOLE:
        above = min(above + float(taste("blend.toml")["share"]["later"]) * (WHOLE - share), 0.9 * layer.below)
    return replace(layer, steady=True, above=above, level_db=layer.level_db + _level_db(min(share, WHOLE)))


def _level_db(share: float) -> float:
    """Return how much softer a style of this share plays than one of a half."""
    low, high = taste("blend.toml")["share"]["level_db"]
    return float(np.clip(20 * np.log10(max(share, 1e-3) / WHOLE), low, high))
