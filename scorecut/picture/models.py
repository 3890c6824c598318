"""Weights on this machine: which are here, where they lie, and fetching them when asked.

Only ``fetch`` uses the network, and only the command ``scorecut models fetch`` calls
it. Everything else looks into the cache folders with the hub set offline.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorecut.errors import MissingError, OutputError, UsageError
from scorecut.model.progress import Progress

#: What ``scorecut models list`` names besides what is already here: small, middling, large.
SUGGESTED = (
    ("ViT-B-32-256", "datacomp_s34b_b86k", 605),
    ("ViT-B-32", "laion2b_s34b_b79k", 605),
    ("ViT-B-16", "datacomp_xl_s13b_b90k", 599),
    ("ViT-L-14", "datacomp_xl_s13b_b90k", 1710),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model for the table: open_clip's names, size of its weights, and where they lie (None: not here)."""

    model: str
    tag: str
    megabytes: int
    path: Path | None


def list_models() -> list[ModelRow]:
    """Return the suggested models, each with the place of its weights if they are here, and what else is here."""
    rows = [
        ModelRow(model=model, tag=tag, megabytes=megabytes, path=cached_weights(model, tag))
        for model, tag, megabytes in SUGGESTED
    ]
    if any_cache():
        suggested = {(row.model, row.tag) for row in rows}
        for model, tag in all_pairs():
            path = cached_weights(model, tag) if (model, tag) not in suggested else None
            if path is not None:
                megabytes = round(path.stat().st_size / 1e6)
                rows.append(ModelRow(model=model, tag=tag, megabytes=megabytes, path=path))
    return rows


def fetch(model: str, tag: str, progress: Progress) -> Path:
    """Download the weights of ``model``/``tag`` (and its tokenizer) into the hub's cache; return their place.

    Raises UsageError for a pair that open_clip does not know, MissingError for one that cannot be reached,
    OutputError where the cache folder cannot be written.
    """
    tag = tag_of(model, tag)
    here = cached_weights(model, tag)
    if here is not None:
        progress.say(f"{model}/{tag} is already here: {here}")
        return here
    config = weights_config(model, tag)
    import open_clip
    from open_clip.pretrained import download_pretrained

    progress.stage(f"fetching {model}/{tag}")
    try:
        place = Path(download_pretrained(config))
        open_clip.get_tokenizer(model)  # some models keep theirs on the hub
    except PermissionError as why:
        raise OutputError(f"{model}/{tag}: the cache folder cannot be written ({why})") from why
    except Exception as why:
        raise MissingError(
            f"{model}/{tag} could not be downloaded ({type(why).__name__}: {why}); "
            "check the network, or give a folder with --clip-weights"
        ) from why
    progress.advance(1.0)
    return place


def weights_config(model: str, tag: str) -> dict[str, Any]:
    """Return open_clip's entry for a pair of names (see ``tag_of`` for an empty tag, and for errors)."""
    tag = tag_of(model, tag)
    from open_clip.pretrained import get_pretrained_cfg

    return dict(get_pretrained_cfg(model, tag))


def tag_of(model: str, tag: str) -> str:
    """Return the tag of the weights; where it is empty the suggested one of the model, else the last of open_clip's.

    Raises UsageError with the nearest names for a model, or with the tags for weights, that open_clip does not know.
    """
    if (model, tag) in {row[:2] for row in SUGGESTED}:
        return tag
    tags = tags_of(model)
    if not tags:
        from difflib import get_close_matches

        names = {name.lower(): name for name, _ in all_pairs()}
        near = [names[name] for name in get_close_matches(model.lower(), names, 5, 0.4)]
        raise UsageError(
            f"open_clip has no weights for a model {model!r}; near it are {', '.join(near) or 'none'}; "
            f"there are {len(names)}, `scorecut models list` shows a few of good use"
        )
    if not tag:
        return next((known for name, known, _ in SUGGESTED if name == model), tags[-1])
    if tag not in tags:
        raise UsageError(f"open_clip knows no weights {tag!r} of {model}; there are {', '.join(tags)}")
    return tag


def tags_of(model: str) -> list[str]:
    """Return the names of all weights of a model, none for an unknown one."""
    return [tag for name, tag in all_pairs() if name == model]


def all_pairs() -> list[tuple[str, str]]:
    """Return every pair of model and weights that open_clip knows; takes seconds the first time (torch)."""
    from scorecut.picture.torchvision_guard import make_importable

    make_importable()
    import open_clip

    return [(str(model), str(tag)) for model, tag in open_clip.list_pretrained()]


def cached_weights(model: str, tag: str) -> Path | None:
    """Return the weights' file if it is in a cache folder of this machine; never touches the network.

    Raises UsageError for names that open_clip does not know.
    """
    tag = tag_of(model, tag)
    if not any_cache():
        return None
    config = weights_config(model, tag)
    if hub := config.get("hf_hub"):
        from huggingface_hub import try_to_load_from_cache

        repository, _, name = hub.rpartition("/")
        names = [name, Path(name).with_suffix(".safetensors").name] if name else []
        for candidate in [*reversed(names), "open_clip_model.safetensors", "open_clip_pytorch_model.bin"]:
            found = try_to_load_from_cache(repository, candidate)
            if isinstance(found, str) and Path(found).is_file():
                return Path(found)
    if url := config.get("url"):
        place = Path("~/.cache/clip").expanduser() / Path(url).name
        if place.is_file():
            return place
    return None


def any_cache() -> bool:
    """Return whether any weights can be here at all, without importing anything heavy."""
    home = Path(os.environ.get("HF_HOME", "~/.cache/huggingface")).expanduser()
    places = [Path(os.environ.get("HF_HUB_CACHE", home / "hub")).expanduser(), Path("~/.cache/clip").expanduser()]
    return any(place.is_dir() and any(place.iterdir()) for place in places)


@contextlib.contextmanager
def offline() -> Iterator[None]:
    """Keep the hub's client from the network while the block lasts, imported already or not."""
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    constants: Any = sys.modules.get("huggingface_hub.constants")
    flag = getattr(constants, "HF_HUB_OFFLINE", None)
    if constants is not None:
        constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        later: Any = sys.modules.get("huggingface_hub.constants")
        if later is not None:
            asked = (before["HF_HUB_OFFLINE"] or "").upper() in ("1", "ON", "YES", "TRUE")
            later.HF_HUB_OFFLINE = asked if constants is None else bool(flag)
