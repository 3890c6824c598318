"""The package: everything a user may want beside the film, in one folder, each file by its exporter.

It is written as a draft in the run's private folder; ``publish`` puts it in its
place. Stems, ``music.wav`` and the proof are written here, the rest by the
exporters that ``export`` names.
"""

from pathlib import Path

from scorecut.delivery.export import Draft, exporters
from scorecut.delivery.report_json import report
from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import OutputError
from scorecut.model.record import Record
from scorecut.model.score import FUNCTIONS

#: What the report names first, in this order; other files follow by name.
FIRST = ("cues.toml", "score.mid", "performance.mid", "music.wav")


def default_package(out: Path) -> Path:
    """Return where ``--package`` without a folder goes: ``film.score`` beside ``film.scored.mp4``.

    >>> default_package(Path("a/film.scored.mp4")).as_posix(), default_package(Path("b.mkv")).as_posix()
    ('a/film.score', 'b.score')
    """
    return out.with_name(f"{out.stem.removesuffix('.scored')}.score")


def write_package(
    record: Record,
    *,
    settings: DeliverySettings,
    workdir: Path,
    out: Path | None = None,
    package: Path | None = None,
) -> Path:
    """Write all files that the run's state allows into a draft folder and return it.

    out, package : where film and folder will lie once published; the report names them. Without stems
    (``compose``) there is no sound among the files. Raises OutputError where the draft cannot be written.
    """
    folder = Path(workdir) / "package"
    try:
        folder.mkdir()
        proof = _write_sound(record, folder)
        names = {name: str(package / name if package else name) for name in _names(record)}
        outputs = {**({"film": str(out)} if out else {}), **names}
        told = report(record, outputs=outputs, proof=proof)
        draft = Draft(record=record, report=told, folder=folder, out=out, package=package)
        for exporter in exporters():
            exporter.write(draft)
    except OSError as why:
        raise OutputError(
            f"{folder}: the package cannot be written ({why.strerror or why}); is the disk full?"
        ) from why
    return folder


def files_of(folder: Path) -> list[str]:
    """Return the names of a package's files, as the report names them: the first ones first."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [name for name in FIRST if name in found] + [name for name in found if name not in FIRST]


def _write_sound(record: Record, folder: Path) -> list[dict]:
    """Stems, their sum and the accents alone; returns what the report says of the latter."""
    if record.stems is None:
        return []
    from scorecut.delivery.proof import write_proof
    from scorecut.media.sound_file import write_wav

    (folder / "stems").mkdir()
    for name in FUNCTIONS:
        write_wav(folder / "stems" / f"{name}.wav", record.stems.stems[name].samples)
    write_wav(folder / "music.wav", record.stems.music.samples)
    return write_proof(folder, record.stems.accents)


def _names(record: Record) -> list[str]:
    """The files that the built-in exporters will have written, for the report among them."""
    names = ["cues.toml"]
    names += ["score.mid"] if record.score else []
    names += ["performance.mid"] if record.performance else []
    if record.stems:
        names += ["music.wav", *(f"stems/{name}.wav" for name in FUNCTIONS)]
    names += ["markers.csv", "markers.edl", "markers.otio", "markers.fcpxml"]
    return [*names, "report.json", "report.html", "rights.json", "cue-sheet.csv"]
