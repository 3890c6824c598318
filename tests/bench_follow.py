"""Does the music follow the film? ``make bench-follow``.

Each film is scored and rendered with each prompt; before anything is ducked, in windows of 4 s and with the music up to
4 s late, rank correlations (Spearman) tell how the music keeps to the curve of the cue sheet: the composite intensity,
loudness and onset density to energy, the tension of the harmony to tension. Then every curve is turned upside down and
the same film scored again: the music should turn with it, so its intensity is held against the curve as it was.
Windows that reach out of a cue are left out, and so are films in which the curve hardly moves.

``make bench-follow FOLLOW="--films dawn --prompts 'epic orchestra'"``
"""

import argparse
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from scorecut import pipeline
from scorecut.composition.numerals import Harmony
from scorecut.composition.tension import chord_tension
from scorecut.model.emotion import Emotion
from scorecut.model.pitch import Key, pitch_class
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.model.score import Chord
from scorecut.settings import Settings
from tests import listening
from tests.kept import kept
from tests.music.pieces import films, seen

PROMPTS = ("melancholic cello", "epic orchestra", "hybrid action, tense")
FILMS = ("dawn", "chase", "voices", "tos_battle")
GOAL = {"intensity": 0.7, "loudness": 0.5, "density": 0.3, "harmony": 0.5}
#: A curve whose values (-1 to 1) spread less than this is flat: there is nothing to follow.
FLAT = 0.08


@dataclass(frozen=True)
class Followed:
    """Rank correlations of one score by name (``GOAL``; ``turned``: the turned music against the plain curve)."""

    film: str
    prompt: str
    values: dict[str, float]


def scored(path: Path, prompt: str, folder: Path, work: Path, *, turned: bool = False) -> Record:
    """Return a film scored with a prompt as far as the stems; ``turned``: its curve upside down, hits and cues as they are."""
    from scorecut.brief.read import read_brief
    from scorecut.sound.render import render
    from scorecut.spotting.spot import spot

    settings = Settings()
    film, picture, emotion = seen(path, folder)
    brief = read_brief(prompt, settings.sliders, film.duration_s)
    record = Record(film=film, brief=brief, seed=1, picture=picture, emotion=emotion)
    sheet = spot(picture, emotion, brief, seed=1, settings=settings.spotting)
    if turned:
        cues = tuple(replace(cue, emotion=upside_down(cue.emotion)) for cue in sheet.cues)
        sheet = replace(sheet, cues=cues)
    record.sheet = sheet
    pipeline.compose_and_perform(record, settings=settings)
    record.stems = render(record.performance, settings=settings.sound, workdir=work, store=kept(), progress=Silent())
    return record


def upside_down(emotion: Emotion) -> Emotion:
    """Return the emotion with energy and tension mirrored about their own middle."""
    middles = {axis: float(np.median(getattr(emotion, axis))) for axis in ("energy", "tension")}
    mirrored = {axis: np.clip(2 * m - getattr(emotion, axis), -1, 1) for axis, m in middles.items()}
    return replace(emotion, **mirrored)


def followed(name: str, path: Path, prompt: str, folder: Path) -> Followed:
    """Return how one score follows its film."""
    with tempfile.TemporaryDirectory() as work:
        record = scored(path, prompt, folder, Path(work))
        values = correlations(record, record)
        other = scored(path, prompt, folder, Path(work), turned=True)
        values["turned"] = against(other, record)
    return Followed(name, prompt, values)


def correlations(record: Record, film: Record) -> dict[str, float]:
    """Return how the music of ``record`` follows the curves of ``film``; NaN where these are flat or there is too little."""
    starts_s, inside = windows_of(film)
    curve = {axis: np.array([wanted(film, axis, s) for s in starts_s]) for axis in ("energy", "tension")}
    music = {
        "intensity": intensity(record, starts_s),
        "loudness": listening.loudness(record.stems.music, starts_s),
        "density": listening.density(listening.sounding(record.score, record.tempo_map), starts_s),
        "harmony": np.array([harmony(record, s) for s in starts_s]),
    }
    curves = {key: curve["tension" if key == "harmony" else "energy"] for key in music}
    return {
        key: listening.follows(values, curves[key], inside) if curves[key][inside].std() >= FLAT else float("nan")
        for key, values in music.items()
    }


def against(turned: Record, film: Record) -> float:
    """Return how the intensity of music to a curve upside down goes with the curve as it was; NaN where that is flat.

    It is told with the delay with which the music follows its own curve best: the best of all delays would find
    the one by chance at which a curve and its mirror go together. Each cue is mirrored about its own middle, and a
    louder cue stays louder, so what is told is how the music moves within its cues.
    """
    starts_s, inside = windows_of(film)
    plain, own = (np.array([wanted(of, "energy", s) for s in starts_s]) for of in (film, turned))
    if plain[inside].std() < FLAT:
        return float("nan")
    plain, own, heard = (about_middles(v, starts_s, film) for v in (plain, own, intensity(turned, starts_s)))
    return listening.follows_at(heard, plain, listening.lag_of(heard, own, inside), inside)


def about_middles(values: np.ndarray, starts_s: np.ndarray, film: Record) -> np.ndarray:
    """Return the values of windows less the median of their cue's."""
    out = values.copy()
    for cue in film.sheet.cues:
        theirs = (starts_s >= cue.start_s) & (starts_s + listening.WINDOW_S <= cue.end_s)
        if theirs.any():
            out[theirs] -= np.median(values[theirs])
    return out


def windows_of(film: Record) -> tuple[np.ndarray, np.ndarray]:
    """Return the starts of a film's windows, and which lie within a cue."""
    starts_s = listening.windows(film.sheet.duration_s)
    ends_s = starts_s + listening.WINDOW_S
    pairs = zip(starts_s, ends_s, strict=True)
    return starts_s, np.array([any(c.start_s <= s and e <= c.end_s for c in film.sheet.cues) for s, e in pairs])


def intensity(record: Record, starts_s: np.ndarray) -> np.ndarray:
    """Return the composite intensity of a record's music in windows."""
    return listening.intensity(record.stems.music, listening.sounding(record.score, record.tempo_map), starts_s)


def wanted(record: Record, axis: str, start_s: float) -> float:
    """Return the mean of a cue's curve over a window; 0 outside all cues."""
    middle = start_s + listening.WINDOW_S / 2
    cue = next((cue for cue in record.sheet.cues if cue.start_s <= middle < cue.end_s), None)
    if cue is None:
        return 0.0
    times = np.linspace(start_s, start_s + listening.WINDOW_S, 17)
    return float(np.interp(times, cue.emotion.times_s, getattr(cue.emotion, axis)).mean())


def harmony(record: Record, start_s: float) -> float:
    """Return the mean tension of the chords in a window, each weighted by how long it sounds there; 0 where none does."""
    total = weight = 0.0
    for music in record.score.cues:
        tempo = record.tempo_map.cue(music.cue_id)
        for chord in music.chords:
            first_s, last_s = (
                float(tempo.seconds_at(beat)) for beat in (chord.start_beat, chord.start_beat + chord.length_beats)
            )
            share = min(last_s, start_s + listening.WINDOW_S) - max(first_s, start_s)
            if share > 0:
                told = Harmony(root=chord.root, quality="", tones=chord.tones, bass=chord.bass, numeral=chord.numeral)
                total, weight = total + share * chord_tension(told, region(chord, music.key)), weight + share
    return total / weight if weight else 0.0


def region(chord: Chord, home: Key) -> Key:
    """Return the key that a chord's numeral is told in (``Eb major: IV``), ``home`` where it names none."""
    name, colon, _ = chord.numeral.partition(": ")
    if not colon:
        return home
    tonic, mode = name.split(" ", 1)
    return Key(pitch_class(tonic), mode)


def table(rows: list[Followed]) -> Table:
    """Return the table: a row for each score, the median last."""
    names = [*GOAL, "turned"]
    out = Table("film", "prompt", *names, title="rank correlation with the curve (energy; harmony: tension)")
    for row in rows:
        out.add_row(row.film, row.prompt, *(_written(name, row.values[name]) for name in names))
    for label, how in (("median", np.nanmedian), ("least", np.nanmin)):
        values = {name: float(how([row.values[name] for row in rows])) for name in names}
        out.add_row("", label, *(_written(name, values[name]) for name in names), style="bold")
    out.caption = ", ".join(f"{name} {goal}" for name, goal in GOAL.items()) + "; turned below 0; * short of it"
    return out


def _written(name: str, value: float) -> str:
    if np.isnan(value):
        return "flat"
    short = value >= 0 if name == "turned" else value < GOAL[name]
    return f"{value:.2f}{'*' if short else ''}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--films", nargs="+", default=list(FILMS))
    options.add_argument("--prompts", nargs="+", default=list(PROMPTS))
    options.add_argument("--out", type=Path, default=Path("out/music"), help="where watched pictures are kept")
    given = options.parse_args()
    console, rows = Console(width=120), []
    for name, path in films(given.films, given.out).items():
        for prompt in given.prompts:
            rows.append(followed(name, path, prompt, given.out))
    console.print(table(rows))


if __name__ == "__main__":
    main()
