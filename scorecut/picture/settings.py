"""What can be set about watching."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSettings:
    """Defaults, ranges and meanings of the picture room.

    clip : read meaning with CLIP where weights are at hand
    embedder : who reads meaning: ``clip``, or a name from the entry points ``scorecut.embedders``
    clip_model, clip_tag : open_clip's names of architecture and weights; an empty tag: the weights we suggest for it
    clip_weights : a local folder of weights (open_clip's ``local-dir:``)
    require_clip : no weights is an error (MissingError), not a fallback
    batch : frames embedded at once, 8-32
    axes : another table of feeling in place of ``data/emotion_axes.toml``
    quick_decode : look at frames without their deblocking where no other frame is made from them; no number or
        time of a frame changes
    """

    clip: bool = True
    embedder: str = "clip"
    clip_model: str = "ViT-B-32-256"
    clip_tag: str = "datacomp_s34b_b86k"
    clip_weights: Path | None = None
    require_clip: bool = False
    batch: int = 16
    axes: Path | None = None
    quick_decode: bool = True
