"""A CLIP so small that a test can make it: random weights from a seed, saved as open_clip's local folder."""

import json
from pathlib import Path

SIZE = 64


def write_tiny_clip(folder: Path, seed: int = 1) -> Path:
    """Write configuration and weights of a CLIP with 32 dimensions into ``folder``."""
    from scorecut.picture.torchvision_guard import make_importable

    make_importable()
    import torch
    from open_clip.model import CLIP
    from safetensors.torch import save_file

    config = {
        "embed_dim": 32,
        "vision_cfg": {"image_size": SIZE, "layers": 2, "width": 64, "patch_size": 16, "head_width": 32},
        "text_cfg": {"context_length": 32, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
    }
    torch.manual_seed(seed)
    model = CLIP(**config)
    folder.mkdir(parents=True, exist_ok=True)
    told = {"model_cfg": config, "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}}
    (folder / "open_clip_config.json").write_text(json.dumps(told), encoding="utf-8")
    save_file(
        {name: value.contiguous() for name, value in model.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    return folder
