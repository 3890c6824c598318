"""A CLIP so small that a test can make it, saved as open_clip's local folder: untrained, or taught on drawn scenes."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.picture.drawn_scenes import caption, paint, scenes

SIZE = 32
CONTEXT = 16
BATCH = 64


def write_tiny_clip(folder: Path, seed: int = 1) -> Path:
    """Write configuration and weights of an untrained CLIP with 32 dimensions into ``folder``."""
    return save(*new_model(32, seed), folder)


def train_tiny_clip(
    folder: Path,
    seed: int = 1,
    dimensions: int = 48,
    steps: int = 600,
    temperature: float = 14.3,
    n_scenes: int = 2400,
) -> Path:
    """Write a CLIP that knows the drawn scenes into ``folder``: about 20 s on one core, the same bytes each time.

    temperature : where training starts; it hardly moves in so few steps
    """
    import torch
    from torch.nn.functional import cross_entropy

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        model, config = new_model(dimensions, seed, temperature)
        from open_clip.tokenizer import SimpleTokenizer

        rng = np.random.default_rng(seed)
        seen = scenes(n_scenes, seed + 1000)
        pictures = torch.from_numpy(as_model_takes_it(np.stack([small(paint(scene)) for scene in seen])))
        tokenizer = SimpleTokenizer(context_length=CONTEXT)
        captions = [tokenizer([caption(scene, rng) for scene in seen]) for _ in range(4)]
        model.token_embedding.requires_grad_(False)  # random vectors tell the few words apart well enough
        trained = [weights for weights in model.parameters() if weights.requires_grad]
        optimizer = torch.optim.AdamW(trained, lr=3e-3, weight_decay=0.02)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
        model.train()
        for _ in range(steps):
            rows = rng.choice(len(seen), BATCH, replace=False)
            words = captions[int(rng.integers(len(captions)))][rows]
            image, text, scale = model(pictures[rows], words)
            logits = scale * image @ text.T
            # captions that say the same fit the same pictures: they share the answer
            same = (words[:, None] == words[None]).all(dim=2).float()
            answer = same / same.sum(dim=1, keepdim=True)
            loss = (cross_entropy(logits, answer) + cross_entropy(logits.T, answer)) / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        return save(model, config, folder)
    finally:
        torch.set_num_threads(before)


def new_model(dimensions: int, seed: int, temperature: float = 14.3) -> tuple[Any, dict[str, Any]]:
    """Return an untrained model and its configuration."""
    from scorecut.picture.torchvision_guard import make_importable

    make_importable()
    import torch
    from open_clip.model import CLIP

    config = {
        "embed_dim": dimensions,
        "vision_cfg": {"image_size": SIZE, "layers": [1, 1, 1, 1], "width": 8, "head_width": 32},
        "text_cfg": {"context_length": CONTEXT, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
    }
    torch.manual_seed(seed)
    return CLIP(**config, init_logit_scale=float(np.log(temperature))), config


def save(model: Any, config: dict[str, Any], folder: Path) -> Path:
    """Write a model as open_clip's ``local-dir:`` wants it."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    told = {"model_cfg": config, "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}}
    (folder / "open_clip_config.json").write_text(json.dumps(told), encoding="utf-8")
    weights = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    save_file(weights, folder / "open_clip_model.safetensors")
    return folder


def small(picture: np.ndarray) -> np.ndarray:
    """Return a picture as the model's square."""
    from scorecut.picture.stills import square

    return square(picture, SIZE)


def as_model_takes_it(pictures: np.ndarray) -> np.ndarray:
    """Return pictures (n, size, size, 3), uint8, as float32 (n, 3, size, size) around 0."""
    return np.ascontiguousarray(((pictures.astype(np.float32) / 255 - 0.5) / 0.25).transpose(0, 3, 1, 2))
