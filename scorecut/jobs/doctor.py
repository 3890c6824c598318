"""What is installed and what is not: everything a run leans on, looked at one by one."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scorecut.errors import ScorecutError
from scorecut.settings import Settings
from scorecut.store import Store, size_of

#: ffmpeg from this release on does what the mux needs (DESIGN: 5.1 or later).
OLDEST_FFMPEG = (5, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the table. ``state`` is ``ok``, ``absent`` (scorecut goes on without) or ``missing``
    (it cannot run); ``hint`` says what to do about it."""

    name: str
    state: str
    found: str
    hint: str = ""


def examine(settings: Settings, store: Store) -> list[Check]:
    """Return all checks; none of them raises, downloads or writes more than a probe file."""
    rows: list[tuple[str, Callable[[], Check]]] = [
        ("Python", _python),
        ("ffmpeg", lambda: _ffmpeg("ffmpeg")),
        ("ffprobe", lambda: _ffmpeg("ffprobe")),
        ("libfluidsynth", _fluidsynth),
        ("sound font", lambda: _font(settings)),
        ("torch", _torch),
        ("open_clip", _open_clip),
        ("CLIP weights", lambda: _weights(settings)),
        ("speech model", _speech),
        ("cache", lambda: _cache(store)),
        ("temporary folder", _temporary),
    ]
    return [_safely(name, look) for name, look in rows]


def _safely(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except Exception as why:
        return Check(name=name, state="missing", found=f"fails: {type(why).__name__}: {' '.join(str(why).split())}")


def _python() -> Check:
    return Check(name="Python", state="ok", found=f"{platform.python_version()} at {sys.executable}")


def _ffmpeg(name: str) -> Check:
    from scorecut.media import tools

    hint = "install ffmpeg 5.1 or later (Debian: apt-get install ffmpeg)"
    try:
        told = tools.run(name, ["-hide_banner", "-version"]).decode(errors="replace")
    except ScorecutError as why:
        return Check(name=name, state="missing", found=str(why), hint=hint)
    words = told.split()
    version = words[2] if len(words) > 2 else "of unknown version"
    digits = version.lstrip("nN").split("-")[0].split(".")
    old = digits[0].isdigit() and tuple(int(part) for part in digits[:2] if part.isdigit()) < OLDEST_FFMPEG
    return Check(name=name, state="missing" if old else "ok", found=f"{version} at {tools.find(name)}", hint=hint * old)


def _fluidsynth() -> Check:
    from scorecut.sound.fluidsynth import library

    try:
        library()
    except ScorecutError as why:
        hint = "Debian: apt-get install libfluidsynth3; without it our synthesiser plays everything"
        return Check(name="libfluidsynth", state="absent", found=str(why), hint=hint)
    return Check(name="libfluidsynth", state="ok", found="found")


def _font(settings: Settings) -> Check:
    from scorecut.sound.soundfont import find_font, read_font

    if not settings.sound.use_font:
        return Check(name="sound font", state="ok", found="not used: our synthesiser plays everything")
    try:
        path = find_font(settings.sound.soundfont)
    except ScorecutError as why:
        return Check(name="sound font", state="missing", found=str(why))
    if path is None:
        hint = "Debian: apt-get install musescore-general-soundfont; without one our synthesiser plays everything"
        return Check(name="sound font", state="absent", found="none found", hint=hint)
    font = read_font(path)
    return Check(name="sound font", state="ok", found=f"{path} ({font.licence})")


def _torch() -> Check:
    import torch

    return Check(name="torch", state="ok", found=f"{torch.__version__}, {torch.get_num_threads()} threads")


def _open_clip() -> Check:
    from scorecut.picture.torchvision_guard import make_importable

    make_importable()
    import open_clip

    return Check(name="open_clip", state="ok", found=str(getattr(open_clip, "__version__", "found")))


def _weights(settings: Settings) -> Check:
    from scorecut.picture.models import cached_weights

    picture = settings.picture
    name = f"{picture.clip_model}/{picture.clip_tag}".rstrip("/")
    if picture.clip_weights is not None:
        there = picture.clip_weights.is_dir()
        return Check(
            name="CLIP weights",
            state="ok" if there else "missing",
            found=f"{picture.clip_weights}" + ("" if there else ": there is no such folder"),
        )
    path = cached_weights(picture.clip_model, picture.clip_tag)
    if path is None:
        hint = "run `scorecut models fetch`; without weights light, colour, motion, cuts and sound decide"
        state = "missing" if picture.require_clip else "absent"
        return Check(name="CLIP weights", state=state, found=f"{name}: not on this machine", hint=hint)
    return Check(name="CLIP weights", state="ok", found=f"{name} at {path}")


def _speech() -> Check:
    from importlib import metadata

    return Check(name="speech model", state="ok", found=f"silero-vad {metadata.version('silero-vad')}")


def _cache(store: Store) -> Check:
    if store.folder is None:
        return Check(name="cache", state="ok", found="not used (--no-cache)")
    size = sum(size_of(entry) for entry in store.entries())
    found = f"{store.folder}, {len(store.entries())} entries, {size / 1e6:.1f} MB of {store.max_bytes / 1e9:.1f} GB"
    if not _writable(store.folder):
        return Check(name="cache", state="absent", found=found, hint="it cannot be written: films are watched anew")
    return Check(name="cache", state="ok", found=found)


def _temporary() -> Check:
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    found = f"{folder}, {free / 1e9:.1f} GB free"
    if not _writable(folder):
        return Check(
            name="temporary folder", state="missing", found=found, hint="set TMPDIR to one that can be written"
        )
    return Check(name="temporary folder", state="ok", found=found)


def _writable(folder: Path) -> bool:
    """Whether files can be made in the folder, or in the nearest one above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)
