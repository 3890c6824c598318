"""What can be set about sound."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundSettings:
    """Defaults, ranges and meanings of the sound room.

    soundfont : a ``.sf2`` or ``.sf3``; None looks where systems keep them; use_font False plays all on the synthesiser
    require_font : no sound font is an error (MissingError)
    original : ``keep`` (music under the film's sound), ``drop`` (music alone) or ``track`` (music for itself, as it
        would lie under the film's sound)
    silent_lufs, peak_dbtp : master of a film without sound
    loudness : the standard that the programme is brought to, by its name in ``data/loudness.toml``; None: the film's
        sound stays at unity
    duck_lu : music stays this far below a spoken line, LU
    duck_most_db : ... but steps back no further than this at any frequency, dB; 0 never, None as far as lines need
    """

    soundfont: Path | None = None
    use_font: bool = True
    require_font: bool = False
    original: str = "keep"
    silent_lufs: float = -14.0
    peak_dbtp: float = -1.0
    loudness: str | None = None
    duck_lu: float = 10.0
    duck_most_db: float | None = None
