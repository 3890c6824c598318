"""What the report says of the film before anything is composed: the file, what was seen and heard, the curve.

Seconds are rounded to a microsecond, shares to a thousandth.
"""

from typing import Any

import numpy as np

from scorecut.model.emotion import AXES, Emotion
from scorecut.model.film import Film
from scorecut.model.picture import Picture


def film_fields(film: Film, picture: Picture | None) -> dict[str, Any]:
    """What the report says of the film; length and frames are exact once it was watched."""
    return {
        "path": str(film.path),
        "digest": film.digest,
        "duration_s": time(picture.duration_s if picture else film.duration_s),
        "frame_rate": str(film.frame_rate),
        "n_frames": picture.clock.n_frames if picture else None,
        "width": film.width,
        "height": film.height,
        "has_audio": film.has_audio,
    }


def picture_fields(picture: Picture) -> dict[str, Any]:
    """What was seen and heard: shots with group and scene, transitions, events, music of the film, black bars."""
    return {
        "shots": [
            {
                "start_s": time(shot.start_s),
                "end_s": time(shot.end_s),
                "group": shot.group,
                "scene": shot.scene,
                "kind": shot.kind,
                "labels": list(shot.labels),
            }
            for shot in picture.shots
        ],
        "transitions": [
            {
                "kind": row.kind,
                "start_s": time(row.start_s),
                "time_s": time(row.time_s),
                "end_s": time(row.end_s),
                "confidence": share(row.confidence),
            }
            for row in picture.transitions
        ],
        "events": [
            {
                "kind": event.kind,
                "time_s": time(event.time_s),
                "frame": event.frame,
                "strength": share(event.strength),
                "label": event.label,
            }
            for event in picture.events
        ],
        "music": [[time(span.start_s), time(span.end_s)] for span in picture.music],
        "letterbox": [round(float(edge), 4) for edge in picture.letterbox],
    }


def curve_fields(emotion: Emotion) -> dict[str, Any]:
    """The emotional curve, three axes over one clock, how sure each moment is, and every component's share.

    ``parts``: ``energy.motion`` and its like add up to their axis before it is held to -1..1.
    """
    return {
        "times_s": np.round(emotion.times_s, 6).tolist(),
        **{axis: _thousandths(getattr(emotion, axis)) for axis in (*AXES, "confidence")},
        "parts": {name: _thousandths(values) for name, values in emotion.parts.items()},
    }


def time(seconds: float) -> float:
    """Return seconds to the microsecond."""
    return round(float(seconds), 6)


def share(value: float) -> float:
    """Return a share or strength, 0-1, to a thousandth."""
    return round(float(value), 3)


def _thousandths(values: np.ndarray) -> list[float]:
    """Values of a curve; a two-hour film has 28,800 of them."""
    return (np.round(values, 3) + 0.0).tolist()
