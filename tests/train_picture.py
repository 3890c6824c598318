"""Trains the classifiers of the picture room: ``make train-picture``.

Films are edited at random from a seed, out of drawn scenes and, where they are at hand, the shots of the
labelled clips and the sample films (``tests.edits``); their transitions are known. What the one pass keeps
of them (``Reel``) is put aside in a folder, so that signs and trees can be changed without drawing anew.
Boosted trees (scikit-learn) are fitted to the signs of every frame and window, and written as plain arrays
to ``scorecut/data``. Seeds below 9000 are for training, those from 9000 on for the benchmark.

    python -m tests.train_picture --reels out/reels
    python -m tests.train_picture --reels out/reels --without tos_battle   # how well it does on footage never seen
"""

import argparse
import csv
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from scorecut.catalog.tables import DATA
from scorecut.picture.blends import GLANCE, views, window_signs
from scorecut.picture.cuts import possible
from scorecut.picture.graduals import barriers, open_windows
from scorecut.picture.letterbox import Bars
from scorecut.picture.reel import Recorder, Reel
from scorecut.picture.repeats import fresh_frames
from scorecut.picture.signs import signs
from tests.conftest import clips_folder

#: Of what an edit is made takes turns with the seed. ``SEEDS`` are edited in all three ways, ``DRAWN_SEEDS`` only drawn:
#: no two drawn films share anything, while the shots of the clips are few.
KINDS = ("mixed", "clips", "drawn")
SEEDS, DRAWN_SEEDS = (0, 600), (600, 2450)
#: Motion graphics are made of seeds of their own (``tests.edits.graphics``).
GRAPHICS = "graphics"
GRAPHIC_SEEDS = (0, 80)
#: How much an edit counts: real footage as much in all as drawn material, though there are fewer edits of it.
WEIGHT = {"mixed": 2.0, "clips": 2.5, "drawn": 1.0, GRAPHICS: 1.0}
CLIP_WEIGHT = 3.0
GRADUAL = ("none", "dissolve", "wipe", "fade_out", "fade_in")
SECONDS = 40.0
NEAR_FRAMES = 2
OVERLAP, APART, BEST = 0.55, 0.25, 0.35


#: Names of signs, their values (n, n_names), labels (n,).
Rows = tuple[list[str], np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lesson:
    """A film to learn from: truth : rows of (kind, first, last, frame); ignored : spans that count neither way."""

    name: str
    reel: Reel
    rate_hz: float
    truth: list[tuple[str, int, int, int]]
    ignored: list[tuple[int, int]]


def reel_of_edit(edit, through_codec: bool) -> Reel:
    """Return what the one pass keeps of an edited film."""
    from tests.edits import coded

    with tempfile.TemporaryDirectory() as folder:
        recorder = None
        for frame in coded(edit) if through_codec else edit.i420():
            recorder = recorder or Recorder(frame.shape[1], frame.shape[0] * 2 // 3, Path(folder))
            recorder.add(frame)
        assert recorder is not None
        reel = recorder.reel()
        reel = reel.only(np.arange(reel.n_frames))  # out of the file
        recorder.close()
    return reel


@cache
def library():
    """The shots to edit from, read once for each process."""
    from tests.edits import Library

    return Library()


def kind_of(seed: int) -> str:
    """Return of what the edit of a seed is made."""
    return KINDS[seed % len(KINDS)]


def put_aside(task: tuple[str, int, str, tuple[str, ...]]) -> str:
    """Make the edit of a kind and seed and keep its reel and truth in a file; passed over if it is there."""
    import cv2

    from tests.edits import make
    from tests.edits.graphics import graphics

    kind, seed, folder, without = task
    path = Path(folder) / (f"{kind}_{seed}.npz" if kind == GRAPHICS else f"{seed}.npz")
    if path.exists():
        return str(path)
    cv2.setNumThreads(1)
    if kind == GRAPHICS:
        edit = graphics(seed, SECONDS)
    else:
        edit = make(seed, kind=kind, seconds=SECONDS, library=library(), holdout=set(without))
    reel = reel_of_edit(edit, through_codec=seed % 4 != 0)
    truth = [(t.kind, t.first, t.last, t.frame) for t in edit.truth]
    keep(path, reel, float(edit.rate), truth, [])
    return str(path)


def keep(path: Path, reel: Reel, rate_hz: float, truth, ignored) -> None:
    bars = reel.bars
    part = path.with_suffix(".part.npz")
    np.savez(
        part, rows=reel.rows, luma=reel.luma, chroma=reel.chroma, thumbs=reel.thumbs, tints=reel.tints,
        bars=[bars.top, bars.bottom, bars.left, bars.right], rate_hz=rate_hz,
        kinds=np.array([row[0] for row in truth], "U16"),
        spans=np.array([row[1:] for row in truth], np.int64).reshape(-1, 3),
        ignored=np.array(ignored, np.int64).reshape(-1, 2),
    )  # fmt: skip
    part.rename(path)


def lesson_of(path: Path) -> Lesson:
    with np.load(path, allow_pickle=False) as kept:
        reel = Reel(
            rows=kept["rows"], luma=kept["luma"], chroma=kept["chroma"], thumbs=kept["thumbs"], tints=kept["tints"],
            bars=Bars(*kept["bars"].tolist()),
        )  # fmt: skip
        truth = [(str(k), *map(int, s)) for k, s in zip(kept["kinds"], kept["spans"], strict=True)]
        return Lesson(
            name=path.stem, reel=reel, rate_hz=float(kept["rate_hz"]), truth=truth,
            ignored=[tuple(map(int, row)) for row in kept["ignored"]],
        )  # fmt: skip


def clip_lesson(path: Path, folder: Path) -> Path:
    """Put a labelled clip aside as it is; return where."""
    from scorecut.media.probe import open_film
    from scorecut.model.progress import Silent
    from scorecut.picture.shots import typical_rate
    from scorecut.picture.watch import see

    kept = folder / f"{path.stem}.npz"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as work:
            reel, clock, _, _ = see(open_film(path), workdir=Path(work), keep_stills=False, progress=Silent())
            reel = reel.only(np.arange(reel.n_frames))
        truth, ignored = [], []
        with path.with_name(f"{path.stem}.cuts.csv").open() as rows:
            for row in csv.DictReader(rows):
                first, last, frame = int(row["start_frame"]), int(row["end_frame"]), int(row["frame"])
                if row["kind"] == "ignore":
                    ignored.append((first, last))
                else:
                    way = "fade_in" if "in" in row["note"].split() else "fade_out"
                    truth.append((way if row["kind"] == "fade" else row["kind"], first, last, frame))
        keep(kept, reel, typical_rate(clock), truth, ignored)
    return kept


def on_fresh(lesson: Lesson) -> Lesson:
    """Return the lesson without repeated frames, as the detector sees it."""
    fresh = fresh_frames(lesson.reel)
    if fresh.size == lesson.reel.n_frames:
        return lesson

    def place(frame: int) -> int:
        return int(np.searchsorted(fresh, frame))

    return Lesson(
        name=lesson.name,
        reel=lesson.reel.only(fresh),
        rate_hz=lesson.rate_hz * fresh.size / lesson.reel.n_frames,
        truth=[(kind, place(a), place(b), place(f)) for kind, a, b, f in lesson.truth],
        ignored=[(place(a), place(b)) for a, b in lesson.ignored],
    )


def cut_rows(lesson: Lesson) -> Rows:
    """Return names, signs and labels of the frames that may be cuts; frames inside gradual spans are left out."""
    seen = signs(lesson.reel, lesson.rate_hz)
    perhaps = possible(lesson.reel, seen)
    perhaps[:1] = False
    label = np.zeros(lesson.reel.n_frames, bool)
    for kind, _, _, frame in lesson.truth:
        if kind == "cut":
            label[frame] = True
    for first, last in lesson.ignored:
        perhaps[first : last + 1] = False
    rows = np.flatnonzero(perhaps)
    names = list(seen)
    return names, np.column_stack([seen[name][rows] for name in names]), label[rows]


def gradual_rows(lesson: Lesson) -> tuple[Rows, Rows]:
    """Return names, signs and classes of the windows that may hold a gradual, then names and signs of the same windows
    at a glance and whether something is there; half-right windows are left out."""
    n = lesson.reel.n_frames
    spans = [(kind, a, b) for kind, a, b, _ in lesson.truth if kind not in ("cut", "ignore")]
    closed = [frame for kind, _, _, frame in lesson.truth if kind == "cut"]
    barrier = barriers(n, closed)
    view = views(lesson.reel)
    found = open_windows(view, lesson.rate_hz, barrier)

    def overlap(window, a: int, b: int) -> float:
        shared = min(b, window.last) - max(a, window.first)
        return max(0.0, shared / (max(b, window.last) - min(a, window.first)))

    over = np.array([[overlap(w, a, b) for _, a, b in spans] for w in found]).reshape(len(found), len(spans))
    labels = np.zeros(len(found), np.int64)
    if spans and found:
        nearest = over.argmax(axis=1)
        kinds = np.array([GRADUAL.index(kind) for kind, _, _ in spans])
        most = over.max(axis=1)
        best_of_truth = np.zeros(len(found), bool)
        best_of_truth[over.argmax(axis=0)] = True
        right = (most >= OVERLAP) | (best_of_truth & (most >= BEST))
        labels = np.where(right, kinds[nearest], np.where(most >= APART, -1, 0))
    for first, last in lesson.ignored:
        for k, window in enumerate(found):
            if min(last, window.last) >= max(first, window.first):
                labels[k] = -1
    kept = np.flatnonzero(labels >= 0)
    signs_ = [window_signs(view, found[k].first, found[k].last, lesson.rate_hz) for k in kept]
    names = list(signs_[0]) if signs_ else []
    rows = [list(row.values()) for row in signs_]
    labels = np.array(labels[kept], np.int64)
    glances = np.array([found[k].glance for k in kept], np.float32).reshape(len(rows), len(GLANCE))
    seen = np.array(rows, np.float32).reshape(len(rows), len(names))
    return (names, seen, labels), (list(GLANCE), glances, labels > 0)


def all_rows(path: Path):
    """Return what the lesson at a path teaches each of the ``MODELS``: names, signs and labels."""
    lesson = on_fresh(lesson_of(path))
    return cut_rows(lesson), *gradual_rows(lesson)


#: How the trees grow: chosen on edits kept back (every fourth seed). ``favour`` : weight of a transition beside nothing.
GROWTH = {
    "cuts": {"max_iter": 600, "learning_rate": 0.05, "max_leaf_nodes": 12, "min_samples_leaf": 20,
             "l2_regularization": 5.0, "max_features": 0.25},
    "graduals": {"max_iter": 350, "learning_rate": 0.08, "max_leaf_nodes": 15, "min_samples_leaf": 10,
                 "l2_regularization": 10.0, "max_features": 0.25},
    "glances": {"max_iter": 60, "learning_rate": 0.15, "max_leaf_nodes": 12},
}  # fmt: skip
FAVOUR = {"cuts": 1.0, "graduals": 2.0, "glances": 1.0}
#: The classifiers and their classes.
MODELS = {"cuts": ("cut",), "graduals": GRADUAL, "glances": ("something",)}


def fit(
    names: list[str], x: np.ndarray, y: np.ndarray, weight: np.ndarray, classes: tuple[str, ...], path: Path
) -> None:
    """Fit the trees and write them as arrays; the file's name says which of ``GROWTH`` they follow."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    growth = GROWTH.get(path.stem, GROWTH["cuts"])
    model = HistGradientBoostingClassifier(**growth, random_state=1, early_stopping=False)
    model.fit(x.astype(np.float32), y, sample_weight=weight * np.where(y > 0, FAVOUR.get(path.stem, 1.0), 1.0))
    feature, threshold, value, left, right, roots = [], [], [], [], [], []
    for trees in model._predictors:
        for tree in trees:
            base, nodes = len(feature), tree.nodes
            roots.append(base)
            leaf = nodes["is_leaf"].astype(bool)
            feature += np.where(leaf, -1, nodes["feature_idx"].astype(np.int64)).tolist()
            threshold += np.where(leaf, 0.0, nodes["num_threshold"]).tolist()
            value += np.where(leaf, nodes["value"], 0.0).tolist()
            left += (base + nodes["left"].astype(np.int64)).tolist()
            right += (base + nodes["right"].astype(np.int64)).tolist()
    np.savez_compressed(
        path, names=np.array(names), classes=np.array(classes), roots=np.array(roots, np.int32),
        feature=np.array(feature, np.int16), threshold=np.array(threshold, np.float64),
        value=np.array(value, np.float32), left=np.array(left, np.int32), right=np.array(right, np.int32),
        bias=np.asarray(model._baseline_prediction, np.float32).ravel(),
    )  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reels", type=Path, required=True, help="where reels are put aside")
    options.add_argument("--seeds", type=int, nargs=2, default=SEEDS, help="from, to: edits of all kinds")
    options.add_argument("--drawn", type=int, nargs=2, default=DRAWN_SEEDS, help="from, to: only the drawn ones")
    options.add_argument("--graphics", type=int, nargs=2, default=GRAPHIC_SEEDS, help="from, to: motion graphics")
    options.add_argument("--without", nargs="*", default=[], help="sources that are left out")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--out", type=Path, default=DATA)
    given = options.parse_args()
    folder = given.reels / "_".join(["reels", *sorted(given.without)])
    folder.mkdir(parents=True, exist_ok=True)
    seeds = [*range(*given.seeds), *(seed for seed in range(*given.drawn) if kind_of(seed) == "drawn")]
    wanted = [(kind_of(seed), seed) for seed in seeds] + [(GRAPHICS, seed) for seed in range(*given.graphics)]
    tasks = [(*one, str(folder), tuple(given.without)) for one in wanted]
    with ProcessPoolExecutor(given.workers) as pool:
        paths = [Path(path) for path in pool.map(put_aside, tasks)]
    lessons = [(path, WEIGHT[kind]) for (kind, _), path in zip(wanted, paths, strict=True)]
    clips = clips_folder()
    if clips is not None:
        for path in sorted(clips.glob("*.cuts.csv")):
            film = next(p for p in clips.glob(f"{path.name.removesuffix('.cuts.csv')}.*") if p.suffix != ".csv")
            if film.stem not in given.without:
                lessons.append((clip_lesson(film, given.reels), CLIP_WEIGHT))
    with ProcessPoolExecutor(given.workers) as pool:
        rows = list(pool.map(all_rows, [path for path, _ in lessons]))
    for k, (model, classes) in enumerate(MODELS.items()):
        parts = [(*both[k], weight) for both, (_, weight) in zip(rows, lessons, strict=True) if len(both[k][2])]
        x, y = np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts])
        weight = np.concatenate([np.full(len(p[2]), p[3]) for p in parts])
        fit(parts[0][0], x, y, weight, classes, given.out / f"{model}.npz")
        print(f"{model}: {len(y)} rows, {int((y > 0).sum())} of them transitions, {x.shape[1]} signs")


if __name__ == "__main__":
    main()
