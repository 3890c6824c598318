"""CLIP through open_clip: pictures and sentences as unit vectors, on the processor, offline.

Weights come from a folder (``--clip-weights``, open_clip's ``local-dir:``) or from the
caches that ``scorecut models fetch`` fills. Nothing is downloaded here.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scorecut.errors import MissingError
from scorecut.media.tools import usable_cores
from scorecut.picture.models import cached_weights, offline, tag_of, weights_config
from scorecut.picture.settings import PictureSettings
from scorecut.picture.torchvision_guard import make_importable

CONFIG = "open_clip_config.json"


class OpenClip:
    """An open_clip model in single precision (see ``embedding.Embedder``)."""

    def __init__(self, model: Any, tokenizer: Any, identity: str, label: str, batch: int) -> None:
        self.identity = identity
        self.label = label
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._batch = batch
        size = model.visual.image_size
        self.size = int(size[0] if isinstance(size, tuple | list) else size)
        self.temperature = float(model.logit_scale.detach().exp())
        self._mean = np.array(model.visual.image_mean, np.float32)
        self._std = np.array(model.visual.image_std, np.float32)

    def images(self, pictures: np.ndarray) -> np.ndarray:
        """Return unit vectors, float32 (n, d), of RGB pictures, uint8 (n, size, size, 3)."""
        import torch

        vectors = []
        with torch.inference_mode(), all_threads():
            for first in range(0, len(pictures), self._batch):
                batch = pictures[first : first + self._batch].astype(np.float32) / 255
                batch = np.ascontiguousarray(((batch - self._mean) / self._std).transpose(0, 3, 1, 2))
                vectors.append(self._model.encode_image(torch.from_numpy(batch), normalize=True).float().numpy())
        return np.concatenate(vectors).astype(np.float32)

    def texts(self, sentences: list[str]) -> np.ndarray:
        """Return unit vectors, float32 (n, d)."""
        import torch

        vectors = []
        with torch.inference_mode(), all_threads():
            for first in range(0, len(sentences), 64):
                tokens = self._tokenizer(sentences[first : first + 64])
                with short_texts(self._model, tokens) as few:
                    vectors.append(self._model.encode_text(few, normalize=True).float().numpy())
        return np.concatenate(vectors).astype(np.float32)


def open_clip_embedder(settings: PictureSettings) -> OpenClip | None:
    """Return the model that the settings name, or None if its weights are not on this machine.

    Raises MissingError where a folder of weights was given and holds none that open_clip can read, UsageError
    for names that it does not know.
    """
    if settings.clip_weights is not None:
        return from_folder(Path(settings.clip_weights), settings.batch)
    place = cached_weights(settings.clip_model, settings.clip_tag)
    if place is None:
        return None
    return from_cache(settings.clip_model, tag_of(settings.clip_model, settings.clip_tag), place, settings.batch)


def from_folder(folder: Path, batch: int) -> OpenClip:
    """Return the model in a local folder: ``open_clip_config.json`` beside its weights."""
    if not (folder / CONFIG).is_file():
        raise MissingError(
            f"{folder}: no {CONFIG} there; --clip-weights takes a folder in open_clip's local-dir format"
        )
    weights = sorted([*folder.glob("*.safetensors"), *folder.glob("*.bin"), *folder.glob("*.pth")])
    if not weights:
        raise MissingError(f"{folder}: a configuration, but no weights (*.safetensors) beside it")
    make_importable()
    import open_clip

    name = f"local-dir:{folder.resolve()}"
    try:
        with offline(), quiet():
            model = open_clip.create_model(name, precision="fp32", device="cpu", weights_only=True)
            tokenizer = open_clip.get_tokenizer(name)
    except Exception as why:
        raise MissingError(f"{folder}: open_clip cannot read the weights there ({type(why).__name__}: {why})") from why
    digest = hashlib.blake2b(digest_size=16)
    for path in [folder / CONFIG, *weights]:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    return OpenClip(model, tokenizer, f"open_clip local {digest.hexdigest()}", f"clip {folder.name}", batch)


def from_cache(model_name: str, tag: str, place: Path, batch: int) -> OpenClip:
    """Return a named model whose weights lie at ``place``; MissingError if they cannot be read."""
    config = weights_config(model_name, tag)
    import open_clip

    preprocess = {key: config[key] for key in ("mean", "std", "interpolation", "resize_mode") if key in config}
    try:
        with offline(), quiet():
            model = open_clip.create_model(
                model_name,
                pretrained=str(place),
                precision="fp32",
                device="cpu",
                weights_only=True,
                force_quick_gelu=bool(config.get("quick_gelu")),
                force_preprocess_cfg=preprocess or None,
            )
            tokenizer = open_clip.get_tokenizer(model_name)
    except Exception as why:
        raise MissingError(
            f"{place}: the weights of {model_name} cannot be read ({type(why).__name__}: {why}); "
            "remove the file and run `scorecut models fetch`"
        ) from why
    # The hub's cache keeps a file under the digest of its content; the name in the snapshot links there.
    content = place.resolve().name
    return OpenClip(model, tokenizer, f"open_clip {model_name}/{tag} {content}", f"clip {model_name}/{tag}", batch)


@contextlib.contextmanager
def short_texts(model: Any, tokens: Any) -> Iterator[Any]:
    """Give the tokens (n, context) cut after the longest sentence while the block lasts, where the model allows it.

    In CLIP's own text tower words see only those before them and the last one speaks for all, so the padding
    behind it changes nothing and costs most of the time (77 places for sentences of 10 words).
    """
    plain = type(model).__name__ == "CLIP" and getattr(model, "text_pool_type", "") == "argmax"
    if not plain or model.attn_mask is None:
        yield tokens
        return
    import torch

    n = int(tokens.argmax(dim=1).max()) + 1
    places, mask = model.positional_embedding, model.attn_mask
    model.positional_embedding = torch.nn.Parameter(places[:n], requires_grad=False)
    model.attn_mask = mask[:n, :n]
    try:
        yield tokens[:, :n]
    finally:
        model.positional_embedding, model.attn_mask = places, mask


@contextlib.contextmanager
def all_threads() -> Iterator[None]:
    """Let torch use every core it may while the block lasts (other libraries turn it down to one)."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(usable_cores())
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep open_clip's log lines and warnings off the user's screen."""
    import logging
    import warnings

    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
