"""Draws the three sample films with their truth: ``python sample_clips/make.py [FOLDER] [NAME...]``.

Needs ffmpeg and espeak-ng. The films in this folder were made by it.
"""

import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reel import write_film, write_truth

NAMES = ("dawn", "chase", "voices")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or NAMES:
        reel = import_module(name).reel()
        write_truth(reel, folder)
        film = write_film(reel, folder)
        print(f"{film.name}: {reel.n_frames} frames, {film.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
