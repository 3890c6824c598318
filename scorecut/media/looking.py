"""Frames as a player shows them, but small: the filters between the decoder and our eyes.

Rotation is ffmpeg's own doing (autorotate) before these filters. Of an interlaced film we look
at the field that is shown first: no frame more or less, no stamp moved, and no comb in what moves.
High dynamic range is mapped to the range of a plain screen by one table (a cube of colours),
because brightness, cuts and the embedder are all used to plain screens. Nothing here touches the
film that is delivered.
"""

from pathlib import Path
from typing import Any

import numpy as np

from scorecut.model.film import Film

#: The embedder's height: DESIGN.md "Decode once".
HEIGHT = 256

#: Where a whole part of the film's height is at most this much higher, it is taken: 1080p made four times
#: smaller costs two thirds of what 256 lines cost (0.45 against 0.69 ms a frame).
SLACK = 9 / 8

#: No small frame is wider: a banner of a film is looked at in fewer lines.
WIDEST = 1024

#: ffmpeg's names of the two transfer curves of high dynamic range (ITU-R BT.2100).
PQ, HLG = "smpte2084", "arib-std-b67"

#: Diffuse white of an HDR film, cd/m2 (ITU-R BT.2408).
WHITE_NITS = 203.0

#: Light is kept as it is up to this share of white; above, a shoulder rolls it off.
KNEE = 0.5

#: Edges of the cube of colours.
CUBE = 33

#: Linear BT.2020 to linear BT.709 primaries (ITU-R BT.2087-0).
TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])


def small_size(film: Film, height: int = HEIGHT) -> tuple[int, int]:
    """Return width and height of the small frames: even, the film's aspect, never larger than the film.

    They are ``height`` lines high, or up to an eighth more where that is a whole part of the film's.
    """
    whole, rest = divmod(film.height, max(1, film.height // height))
    if not rest and not whole % 2 and whole <= SLACK * height:
        height = whole
    small = max(2, min(height, film.height, WIDEST * film.height // film.width) // 2 * 2)
    return min(WIDEST, max(2, round(small * film.width / film.height / 2) * 2)), small


def shown_small(picture: Any, film: Film, width: int, height: int, workdir: Path) -> Any:
    """Return the picture (a node of ffmpeg-python) as small frames, yuv420p of limited range.

    One frame comes out for each that goes in, with its stamp. A table of colours may be written to ``workdir``.
    """
    if film.first_field:
        picture = picture.filter("field", type=film.first_field)
    if film.transfer not in (PQ, HLG):
        picture = picture.filter("scale", width, height, flags="area", out_range="tv").filter("format", "yuv420p")
        return picture.filter("setsar", 1)
    table = Path(workdir) / "plain_screen.cube"
    write_cube(table, film.transfer)
    picture = picture.filter("scale", width, height, flags="area", in_color_matrix="bt2020").filter("format", "gbrp10")
    picture = picture.filter("lut3d", file=str(table.absolute()), interp="trilinear")
    picture = picture.filter("scale", width, height, out_color_matrix="bt709", out_range="tv")
    return picture.filter("format", "yuv420p").filter("setsar", 1)


def write_cube(path: Path, transfer: str) -> None:
    """Write the table that turns BT.2100 colours of one transfer curve into those of a plain screen."""
    steps = np.linspace(0.0, 1.0, CUBE)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")  # red runs fastest
    plain = on_plain_screen(np.stack([red, green, blue], axis=-1).reshape(-1, 3), transfer)
    rows = "\n".join(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in plain.tolist())
    path.write_text(f"LUT_3D_SIZE {CUBE}\n{rows}\n", encoding="ascii")


def on_plain_screen(colours: np.ndarray, transfer: str) -> np.ndarray:
    """Return BT.2100 signals as signals of a BT.709 screen (gamma 2.4), float64, (n, 3), 0-1.

    >>> on_plain_screen(np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]), PQ).round(2).tolist()
    [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    """
    light = (pq_nits(colours) if transfer == PQ else hlg_nits(colours)) / WHITE_NITS
    plain = np.maximum(light @ TO_709.T, 0.0)
    over = np.maximum(plain - KNEE, 0.0)
    plain = np.where(plain > KNEE, KNEE + (1 - KNEE) * -np.expm1(-over / (1 - KNEE)), plain)
    return np.clip(plain, 0.0, 1.0) ** (1 / 2.4)


def pq_nits(signal: np.ndarray) -> np.ndarray:
    """Return the light of PQ signals in cd/m2 (SMPTE ST 2084)."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    root = np.clip(signal, 0.0, 1.0) ** (1 / m2)
    return 10_000.0 * (np.maximum(root - c1, 0.0) / (c2 - c3 * root)) ** (1 / m1)


def hlg_nits(colours: np.ndarray, peak_nits: float = 1000.0) -> np.ndarray:
    """Return the light of HLG colours (n, 3) on a screen of that peak in cd/m2 (ITU-R BT.2100, gamma 1.2)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(colours <= 0.5, colours**2 / 3, (np.exp((colours - c) / a) + b) / 12)
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593])
    return peak_nits * np.maximum(luminance, 1e-9)[..., None] ** 0.2 * scene
