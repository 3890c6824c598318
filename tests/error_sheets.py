"""Contact sheets of what a detector missed or found wrongly: a row of frames for each error."""

import subprocess
from pathlib import Path

import numpy as np

from tests.edits.footage import display_size
from tests.measured_films import MeasuredFilm
from tests.scoring import Score, Span

THUMB_WIDTH = 176
ROWS = 12
AROUND_CUT = (-8, -3, -2, -1, 0, 1, 2, 6)
COLUMNS = 8


def errors_of(film: MeasuredFilm, score: Score) -> list[tuple[str, Span]]:
    """Return the errors in order of time, each with a line that says what it is."""
    lines = []
    for word, spans in (("missed", score.missed), ("wrong", score.wrong)):
        for span in spans:
            where = f"{span.first}" if span.is_cut else f"{span.first}-{span.last}"
            line = f"{word:6s} {span.kind} {span.how}".rstrip() + f" at {where}"
            line += f" ({film.times_s[min(span.first, len(film.times_s) - 1)]:.2f} s)"
            near = {h.kind for h in film.happenings if h.first - 2 <= span.last and span.first <= h.last + 2}
            lines.append((line + (f" in {', '.join(sorted(near))}" if near else ""), span))
    return sorted(lines, key=lambda entry: entry[1].first)


def write_sheets(folder: Path, name: str, film: MeasuredFilm, score: Score) -> list[Path]:
    """Write the sheets of one film, ``ROWS`` errors each; return their paths."""
    import cv2

    errors = errors_of(film, score)
    if not errors:
        return []
    rows = [frames_around(span, len(film.times_s)) for _, span in errors]
    pictures = read_frames(film.path, {frame for row in rows for frame in row})
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for page in range(0, len(errors), ROWS):
        strips = []
        for (line, _), row in zip(errors[page : page + ROWS], rows[page : page + ROWS], strict=True):
            strip = np.hstack([labelled(pictures[frame], str(frame)) for frame in row])
            head = np.zeros((16, strip.shape[1], 3), np.uint8)
            cv2.putText(head, line, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 255, 255), 1, cv2.LINE_AA)
            strips.append(np.vstack([head, strip]))
        stem = f"{name} {film.name} {page // ROWS + 1}".replace(" ", "-")
        paths.append(folder / f"{stem}.png")
        cv2.imwrite(str(paths[-1]), np.vstack(strips))
    return paths


def frames_around(span: Span, n_frames: int) -> list[int]:
    """Return the frames that show what a transition is, ``COLUMNS`` of them."""
    if span.last - span.first < 3:
        frames = [span.first + k for k in AROUND_CUT]
    else:
        frames = np.linspace(span.first - 1, span.last + 1, COLUMNS).round().astype(int).tolist()
    return [min(max(0, frame), n_frames - 1) for frame in frames]


def read_frames(path: Path, wanted: set[int]) -> dict[int, np.ndarray]:
    """Return the wanted frames of a film, small, uint8 BGR."""
    width, height = display_size(path)
    height = 2 * round(height * THUMB_WIDTH / width / 2)
    args = ["ffmpeg", "-nostdin", "-v", "fatal", "-i", str(path), "-vf", f"scale={THUMB_WIDTH}:{height}:flags=area"]
    args += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "bgr24", "-"]
    found, number = {}, 0
    with subprocess.Popen(args, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        while raw := child.stdout.read(THUMB_WIDTH * height * 3):
            if number in wanted:
                found[number] = np.frombuffer(raw, np.uint8).reshape(height, THUMB_WIDTH, 3).copy()
            number += 1
    return found


def labelled(picture: np.ndarray, text: str) -> np.ndarray:
    import cv2

    cv2.putText(picture, text, (3, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0, 0, 0), 3)
    cv2.putText(picture, text, (3, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (255, 255, 255), 1)
    return picture
