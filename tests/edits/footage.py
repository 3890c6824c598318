"""Filmed and drawn sources: the labelled clips and the sample films, taken apart into shots.

A source is a stretch strictly inside a labelled shot, away from gradual transitions. The frames of a film are
decoded when they are first wanted and kept as JPEG, so that a hundred edits may be made of one library.
"""

import csv
import subprocess
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from tests.conftest import ROOT, clips_folder

HEIGHT = 256
MARGIN = 2
LEAST_FRAMES = 16
LEAST_CONTRAST = 6.0
GRADUAL_MARGIN = 4


@dataclass(frozen=True, eq=False)
class SourceFilm:
    """A film with labels; ``jpegs`` are its frames at a height of 256."""

    name: str
    path: Path
    transitions: tuple[tuple[int, int], ...]

    @cached_property
    def jpegs(self) -> list[bytes]:
        import cv2

        width, height = display_size(self.path)
        width = 2 * round(width * HEIGHT / height / 2)
        args = ["-i", str(self.path), "-vf", f"scale={width}:{HEIGHT}:flags=area", "-fps_mode", "passthrough"]
        args = ["ffmpeg", "-nostdin", "-v", "fatal", *args, "-f", "rawvideo", "-pix_fmt", "bgr24", "-"]
        jpegs = []
        with subprocess.Popen(args, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            while raw := child.stdout.read(width * HEIGHT * 3):
                frame = np.frombuffer(raw, np.uint8).reshape(HEIGHT, width, 3)
                jpegs.append(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 94])[1].tobytes())
        return jpegs

    @cached_property
    def sources(self) -> "list[Source]":
        """Return the stretches between the labelled transitions that show a picture."""
        found = []
        for first, end in between(self.transitions, len(self.jpegs)):
            source = Source(self, first, end)
            if end - first >= LEAST_FRAMES and source.shows_something():
                found.append(source)
        return found


@dataclass(frozen=True, eq=False)
class Source:
    """The frames from ``first`` to just before ``end`` of a film: one shot, without its transitions."""

    film: SourceFilm
    first: int
    end: int

    @property
    def n_frames(self) -> int:
        return self.end - self.first

    def picture(self, i: int) -> np.ndarray:
        """Return frame i of the source, uint8 BGR."""
        import cv2

        return cv2.imdecode(np.frombuffer(self.film.jpegs[self.first + i], np.uint8), cv2.IMREAD_COLOR)

    def shows_something(self) -> bool:
        """Return whether there is more to see than a blank with a small caption, from first to last."""
        import cv2

        pictures = (self.picture(i) for i in (0, self.n_frames // 2, self.n_frames - 1))
        return all(cv2.resize(p, (16, 9), interpolation=cv2.INTER_AREA).std() > LEAST_CONTRAST for p in pictures)


@dataclass(frozen=True, eq=False)
class Library:
    """All sources; make it once and give it to every ``make``.

    holdout : names of films to leave out, as ``bikes`` or ``dawn``; samples : the project's drawn films too
    """

    holdout: frozenset[str] = frozenset()
    samples: bool = True
    films: list[SourceFilm] = field(init=False)

    def __post_init__(self) -> None:
        films = [*labelled_films(), *(sample_films() if self.samples else [])]
        object.__setattr__(self, "films", [film for film in films if film.name not in self.holdout])

    def sources(self, leave_out: frozenset[str] = frozenset()) -> list[Source]:
        return [source for film in self.films if film.name not in leave_out for source in film.sources]


def labelled_films() -> list[SourceFilm]:
    """Return the labelled clips, none where their folder is absent."""
    folder = clips_folder()
    films = []
    for label_path in sorted(folder.glob("*.cuts.csv")) if folder else []:
        name = label_path.name.removesuffix(".cuts.csv")
        path = next(p for p in sorted(folder.glob(f"{name}.*")) if p.suffix not in (".csv", ".md"))
        with label_path.open() as rows:
            spans = [(int(row["start_frame"]), int(row["end_frame"])) for row in csv.DictReader(rows)]
        films.append(SourceFilm(name, path, tuple(spans)))
    return films


def sample_films() -> list[SourceFilm]:
    """Return the project's own drawn films."""
    films = []
    for path in sorted((ROOT / "sample_clips").glob("*.truth.toml")):
        told = tomllib.loads(path.read_text())
        spans = tuple((t["start_frame"], t["end_frame"]) for t in told["transitions"])
        films.append(SourceFilm(path.name.removesuffix(".truth.toml"), path.parent / told["film"], spans))
    return films


def between(spans: tuple[tuple[int, int], ...], n_frames: int) -> list[tuple[int, int]]:
    """Return (first, end) of what lies safely between the transitions.

    >>> between(((10, 10), (50, 80)), 100)
    [(0, 8), (12, 46), (86, 100)]
    """
    pieces, first = [], 0
    for start, last in sorted(spans):
        margin = GRADUAL_MARGIN if last > start else MARGIN
        pieces.append((first, max(first, start - margin)))
        first = last + margin + (2 if last > start else 0)
    pieces.append((first, n_frames))
    return [(a, b) for a, b in pieces if b > a]


def display_size(path: Path) -> tuple[int, int]:
    args = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height"]
    told = subprocess.run([*args, "-of", "csv=p=0", str(path)], capture_output=True, text=True, check=True).stdout
    width, height = told.strip().rstrip(",").split(",")[:2]
    return int(width), int(height)
