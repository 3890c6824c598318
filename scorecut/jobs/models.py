"""Weights of the picture's reader: fetched only when asked, listed without the network."""

from pathlib import Path

from scorecut.errors import UsageError
from scorecut.model.progress import Progress
from scorecut.picture.models import ModelRow
from scorecut.settings import Settings


def fetch_weights(settings: Settings, progress: Progress, *, offline: bool) -> Path:
    """Download the weights that the settings name; UsageError with ``offline``, MissingError where it fails."""
    if offline:
        raise UsageError("models fetch needs the network: leave --offline out")
    from scorecut.picture.models import fetch

    return fetch(settings.picture.clip_model, settings.picture.clip_tag, progress)


def known_models() -> list[ModelRow]:
    """Return the suggested models and whether they are on this machine."""
    from scorecut.picture.models import list_models, offline

    with offline():
        return list_models()
