"""Edited films with known truth, made of a seed: what shot detectors are trained on and measured with.

``make(seed, kind=..., seconds=..., library=...)`` gives an ``Edit``: its frames (``frames()`` BGR, ``i420()``,
``coded(edit)`` through x264 and back), its transitions (``truth``) and what else happens in it (``happenings``).
Seeds from 9000 on belong to the benchmark; training keeps below.
"""

from tests.edits.coding import coded, write
from tests.edits.footage import Library
from tests.edits.make import RATES, make
from tests.edits.truth import Edit, Happening, Truth

__all__ = ["RATES", "Edit", "Happening", "Library", "Truth", "coded", "make", "write"]
