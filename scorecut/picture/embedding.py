"""The seam for models that read pictures: what an embedder is, and which there are.

Built-ins are named in a table; others come by the entry point group
``scorecut.embedders`` (name -> a function taking ``PictureSettings`` and returning an
``Embedder``, or None where its weights are not on this machine).
"""

from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol

import numpy as np

from scorecut.errors import MissingError
from scorecut.picture.settings import PictureSettings

BUILT_IN = {"clip": "scorecut.picture.clip:open_clip_embedder"}
GROUP = "scorecut.embedders"


class Embedder(Protocol):
    """Puts pictures and sentences into one space, where likeness is the cosine.

    identity : names model and weights so that the same identity gives the same vectors
    label : how the report names it (``clip ViT-B-32-256/datacomp_s34b_b86k``)
    size : side in pixels of the square pictures it takes
    temperature : factor on cosines in its training (its exponentiated logit scale; 100 for most)
    """

    @property
    def identity(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def temperature(self) -> float: ...

    def images(self, pictures: np.ndarray) -> np.ndarray:
        """Return unit vectors, float32 (n, d), of RGB pictures, uint8 (n, size, size, 3)."""

    def texts(self, sentences: list[str]) -> np.ndarray:
        """Return unit vectors, float32 (n, d)."""


def find_embedder(name: str, settings: PictureSettings) -> Embedder | None:
    """Return the embedder called ``name``, or None if its weights are not on this machine.

    Raises MissingError with the names there are for an unknown one.
    """
    target = BUILT_IN.get(name)
    if target is not None:
        module, attribute = target.split(":")
        make = getattr(import_module(module), attribute)
        return make(settings)
    others = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in others:
        raise MissingError(f"no embedder named {name!r}; there are {', '.join([*BUILT_IN, *sorted(others)])}")
    return others[name].load()(settings)
