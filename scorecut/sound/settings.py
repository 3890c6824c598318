"""What can be set about sound."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSettings:
    """Defaults, ranges and meanings of the sound room.

    soundfont : a ``.sf2`` or ``.sf3``; None looks where systems keep them; use_font False plays all on the synthesiser
    require_font : no sound font is an error (MissingError)
    original : ``keep`` (music under the film's sound) or ``drop`` (music alone)
    silent_lufs, peak_dbtp : master of a film without sound
    duck : music stays this far below a spoken line, LU
    """

    soundfont: Path | None = None
    use_font: bool = True
    require_font: bool = False
    original: str = "keep"
    silent_lufs: float = -14.0
    peak_dbtp: float = -1.0
    duck_lu: float = 10.0
