"""The picture in the README: film strip, emotional curve, cues and hits of one film (``make picture``)."""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from scorecut.media.decode import decode
from scorecut.model.record import Record
from tests.run import compose_for

THUMBS = 10
COLOURS = {"energy": "#c0562a", "valence": "#2b8a5e", "tension": "#5b4fb5"}


def film_strip(record: Record, workdir: Path) -> list[np.ndarray]:
    """Return evenly spaced frames as RGB."""
    import cv2

    wanted = {record.picture.clock.frame_at((k + 0.5) * record.picture.duration_s / THUMBS) for k in range(THUMBS)}
    with decode(record.film, workdir=workdir, height=120) as frames:
        return [cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420) for n, frame in enumerate(frames) if n in wanted]


def draw(record: Record, strip: list[np.ndarray], path: Path) -> None:
    """Write the picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    length_s = record.sheet.duration_s
    figure, (film, curve) = plt.subplots(2, 1, figsize=(12, 5.2), gridspec_kw={"height_ratios": [1, 4.3]}, sharex=True)
    for k, frame in enumerate(strip):
        film.imshow(frame, extent=(k * length_s / THUMBS, (k + 1) * length_s / THUMBS, 0, 1), aspect="auto")
    for shot in record.picture.shots:
        film.axvline(shot.start_s, color="white", linewidth=1.2)
    film.set_axis_off()
    for name, colour in COLOURS.items():
        for cue in record.sheet.cues:
            values = getattr(cue.emotion, name)
            curve.plot(cue.emotion.times_s, values, color=colour, linewidth=2.2, label=name)
    for span in record.sheet.speech:
        curve.axvspan(span.start_s, span.end_s, color="#f4d03f", alpha=0.25, linewidth=0)
    for cue in record.sheet.cues:
        score, tempo = record.score.cue(cue.id), record.tempo_map.cue(cue.id)
        curve.plot([cue.start_s, cue.end_s], [-1.12, -1.12], color="#8aa7c4", linewidth=9, solid_capstyle="butt")
        words = f"{cue.id}: {score.style}, {score.key}, {tempo.tempo_bpm:.0f} bpm"
        curve.text(cue.start_s + 0.2, -1.13, words, va="center", fontsize=8.5)
    for hit in record.sheet.hits:
        curve.axvline(hit.time_s, color="#a3254a", linewidth=0.6 + 1.6 * hit.weight)
        curve.text(
            hit.time_s + 0.12, 1.08, f"{hit.kind}: {hit.reason}", rotation=90, va="top", fontsize=7.5, color="#7a1d39"
        )
    curve.set_ylim(-1.25, 1.12)
    curve.set_xlim(0, length_s)
    curve.set_yticks([-1, 0, 1])
    curve.set_xlabel("seconds")
    curve.legend(loc="lower right", fontsize=8, ncols=3, frameon=False, bbox_to_anchor=(1, 0.06))
    for side in ("top", "right"):
        curve.spines[side].set_visible(False)
    figure.tight_layout(h_pad=0.2)
    figure.savefig(path, dpi=90, metadata={"Software": None})
    plt.close(figure)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("film", type=Path)
    options.add_argument("--prompt", default="")
    options.add_argument("-o", "--out", type=Path, required=True)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        record = compose_for(given.film, given.prompt, workdir=Path(folder))
        draw(record, film_strip(record, Path(folder)), given.out)
    print(given.out)


if __name__ == "__main__":
    main()
