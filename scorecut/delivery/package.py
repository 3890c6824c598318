"""The package: everything a user may want beside the film, in one folder, each file by its exporter.

It is written as a draft in the run's private folder; ``publish`` puts it in its
place. Stems, ``music.wav`` and the proof are written here, the rest by the
exporters that ``export`` names.
"""

import shutil
from pathlib import Path

from scorecut.delivery.export import Draft, exporters
from scorecut.delivery.publish import _place_folder, draft_folder
from scorecut.delivery.report_json import report
from scorecut.delivery.settings import DeliverySettings
from scorecut.delivery.start_timecode import time_reference
from scorecut.errors import OutputError, UsageError
from scorecut.model.record import Record
from scorecut.model.score import FUNCTIONS

#: What the report names first, in this order; other files follow by name.
FIRST = ("cues.toml", "score.mid", "score.musicxml", "performance.mid", "music.wav")
#: What a package may hold of ours: never taken along from an old one.
OURS = (
    "music.wav",
    "performance.mid",
    "proof.wav",
    "score.mid",
    "score.musicxml",
    *(f"stems/{name}.wav" for name in FUNCTIONS),
)


def default_package(out: Path) -> Path:
    """Return where ``--package`` without a folder goes: ``film.score`` beside ``film.scored.mp4``.

    >>> default_package(Path("a/film.scored.mp4")).as_posix(), default_package(Path("b.mkv")).as_posix()
    ('a/film.score', 'b.score')
    """
    return out.with_name(f"{out.stem.removesuffix('.scored')}.score")


def check_package(package: Path, force: bool) -> None:
    """Refuse a folder that must not be replaced, before any work is done.

    Raises UsageError (is a file, is a folder of other things, is there already without ``force``) or
    OutputError (its folder is absent).
    """
    if not package.absolute().parent.is_dir():
        raise OutputError(f"{package}: there is no folder {package.absolute().parent}; create it first")
    if package.exists() and not package.is_dir():
        raise UsageError(f"{package}: is a file; name a folder for the package")
    if package.is_dir() and any(package.iterdir()):
        if not (package / "report.json").is_file():
            raise UsageError(f"{package}: is a folder of other things; name a new one")
        if not force:
            raise UsageError(f"{package}: is there already; add --force to replace it, or name another folder")


def write_package(
    record: Record,
    *,
    settings: DeliverySettings,
    workdir: Path,
    out: Path | None = None,
    package: Path | None = None,
) -> Path:
    """Write all files that the run's state allows into a draft folder and return it.

    out, package : where film and folder will lie once published; the report names them, and the draft is
    made beside ``package`` (in ``workdir`` without it). Files that are not ours in a package that is to be
    replaced are taken along. Without stems (``compose``) there is no sound among the files.
    Raises OutputError where the draft cannot be written; nothing of it is left then.
    """
    folder = draft_folder(package) if package else Path(workdir) / "package"
    try:
        folder.mkdir(exist_ok=package is not None)
        proof = _write_sound(record, folder, workdir)
        names = _names(record)
        places = {name: str(package / name if package else name) for name in names}
        outputs = {**({"film": str(out)} if out else {}), **places}
        told = report(record, outputs=outputs, proof=proof)
        draft = Draft(record=record, report=told, folder=folder, out=out, package=package)
        for exporter in exporters():
            exporter.write(draft)
        if package and package.is_dir():
            _keep_others(package, folder)
    except OSError as why:
        shutil.rmtree(folder, ignore_errors=True) if folder.is_dir() else None
        raise OutputError(
            f"{package or folder}: the package cannot be written ({why.strerror or why}); is the disk full?"
        ) from why
    except OutputError as why:
        shutil.rmtree(folder, ignore_errors=True)
        raise OutputError(f"{package or folder}: the package cannot be written; is the disk full?") from why
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def publish_package(draft: Path, package: Path) -> None:
    """Give a drafted package its name where no film goes with it; whole or not at all (OutputError)."""
    try:
        _place_folder(draft, package)
    except OSError as why:
        shutil.rmtree(draft, ignore_errors=True)
        raise OutputError(f"{package}: cannot be put in place ({why.strerror}); choose another folder") from why


def files_of(folder: Path) -> list[str]:
    """Return the names of a package's files, as the report names them: the first ones first."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [name for name in FIRST if name in found] + [name for name in found if name not in FIRST]


def _write_sound(record: Record, folder: Path, workdir: Path) -> list[dict]:
    """Stems, their sum and the accents alone; returns what the report says of the latter."""
    if record.stems is None:
        return []
    from scorecut.delivery.proof import write_proof
    from scorecut.media.sound_file import write_wav

    (folder / "stems").mkdir()
    start = time_reference(record.film)
    for name in FUNCTIONS:
        write_wav(folder / "stems" / f"{name}.wav", record.stems.stems[name].samples, time_reference=start)
    write_wav(folder / "music.wav", record.stems.music.samples, time_reference=start)
    return write_proof(folder, record.stems.accents, workdir=workdir)


def _keep_others(old: Path, new: Path) -> None:
    """Copy what somebody else put into a package that is to be replaced: what no exporter writes."""
    ours = {*files_of(new), *OURS}
    for name in files_of(old):
        if name not in ours:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / name, new / name)


def _names(record: Record) -> list[str]:
    """The files that the built-in exporters will have written, for the report among them."""
    names = ["cues.toml"]
    names += ["score.mid", "score.musicxml"] if record.score else []
    names += ["performance.mid"] if record.performance else []
    if record.stems:
        names += ["music.wav", *(f"stems/{name}.wav" for name in FUNCTIONS), "proof.wav"]
    names += ["markers.csv", "markers.edl", "markers.otio", "markers.fcpxml"]
    return [*names, "report.json", "report.html", "rights.json", "cue-sheet.csv"]
