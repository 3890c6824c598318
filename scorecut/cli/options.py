"""The options that commands share, and the settings that they stand for.

An option not given is None: the default stands in the room's settings alone.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from scorecut.settings import Settings
    from scorecut.store import Store

Words = Annotated[
    str | None, typer.Option("-p", "--prompt", metavar="TEXT", help="What the music should be, in words.")
]
Seed = Annotated[int | None, typer.Option("--seed", help="Another seed gives another score. [default: 1]")]
Force = Annotated[bool, typer.Option("--force", help="Replace an output that is there.")]
Cues = Annotated[Path | None, typer.Option("--cues", metavar="FILE", help="Start from an edited cue sheet.")]
Json = Annotated[bool, typer.Option("--json", help="The report on stdout, and nothing else there.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="More on stderr: log lines and the time of each stage.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Keep nothing between runs, use nothing kept.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never touch the network (only `models fetch` ever does).")]
Explain = Annotated[bool, typer.Option("--explain", help="Say what the prompt was taken to mean, then go on.")]

Style = Annotated[
    str | None,
    typer.Option(
        "--style",
        metavar="NAME|FILE",
        help="A style by name, or a .toml of your own. [default: as prompt and picture ask]",
    ),
]
Original = Annotated[
    str | None,
    typer.Option(
        "--original",
        metavar="keep|drop|track",
        help="The film's own sound: music under it, in its place, or as a sound track beside it. [default: keep]",
    ),
]
Loudness = Annotated[
    str | None,
    typer.Option(
        "--loudness",
        metavar="NAME",
        help="Bring film and music together to web, ebu, atsc, netflix or cinema. [default: none, the film's own level]",
    ),
]
Duck = Annotated[
    str | None,
    typer.Option(
        "--duck",
        metavar="auto|off|DB",
        help="How far the music steps back under speech: as far as lines need, never, or DB at most. [default: auto]",
    ),
]
SoundFont = Annotated[
    str | None,
    typer.Option(
        "--soundfont",
        metavar="PATH|none",
        envvar="SCORECUT_SOUNDFONT",
        help="The sound font to play, or none.",
    ),
]
ClipWeights = Annotated[
    Path | None, typer.Option("--clip-weights", metavar="DIR", help="A local folder with CLIP weights.")
]
ClipModel = Annotated[
    str | None, typer.Option("--clip-model", metavar="NAME[/TAG]", help="Another model of open_clip.")
]
RequireClip = Annotated[bool, typer.Option("--require-clip", help="Fail where the CLIP weights are missing.")]
NoClip = Annotated[bool, typer.Option("--no-clip", help="Do not read the picture's meaning.")]
MaxHitError = Annotated[float | None, typer.Option("--max-hit-error", metavar="MS", help="The sync gate. [default: 1]")]
HitOffset = Annotated[
    int | None,
    typer.Option(
        "--hit-offset",
        metavar="FRAMES",
        min=0,
        max=3,
        help="Changes of shot are marked this many frames late, bangs at most one. [default: 0]",
    ),
]
Coverage = Annotated[
    float | None,
    typer.Option(
        "--coverage",
        metavar="SHARE",
        min=0.0,
        max=1.0,
        help="How much of the film has music, 0 to 1. [default: as the film asks]",
    ),
]
AudioCodec = Annotated[
    str | None,
    typer.Option(
        "--audio-codec", metavar="NAME", help="aac, flac, opus, alac, ac3 or pcm. [default: the container's own]"
    ),
]

Tempo = Annotated[float | None, typer.Option("--tempo", min=0.5, max=2.0, help="Factor. [default: 1]")]
Energy = Annotated[float | None, typer.Option("--energy", min=-1.0, max=1.0, help="[default: 0]")]
Valence = Annotated[float | None, typer.Option("--valence", min=-1.0, max=1.0, help="[default: 0]")]
Tension = Annotated[float | None, typer.Option("--tension", min=-1.0, max=1.0, help="[default: 0]")]
Density = Annotated[float | None, typer.Option("--density", min=-1.0, max=1.0, help="[default: 0]")]
Brightness = Annotated[float | None, typer.Option("--brightness", min=-1.0, max=1.0, help="[default: 0]")]
Hits = Annotated[
    float | None, typer.Option("--hits", min=0.0, max=1.0, help="How many moments are hit. [default: the style's own]")
]
MusicLevel = Annotated[
    float | None, typer.Option("--music-level", metavar="DB", min=-60.0, max=24.0, help="[default: 0]")
]

#: Further down nobody hears the music any more.
MOST_DUCK_DB = 60.0

SLIDERS = {
    "tempo": "tempo",
    "energy": "energy",
    "valence": "valence",
    "tension": "tension",
    "density": "density",
    "brightness": "brightness",
    "hits": "hits",
    "music_level": "music_level_db",
}


def settings_from(asked: Mapping[str, Any]) -> "Settings":
    """Return the settings that the options stand for; UsageError where two contradict each other.

    asked : the options by the name of their parameter; what is absent or None keeps its default
    """
    from dataclasses import replace

    from scorecut.errors import UsageError
    from scorecut.settings import Settings

    for name, value in asked.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise UsageError(f"--{name.replace('_', '-')} {value}: give a number")
    settings = Settings()
    return replace(
        settings,
        picture=_picture(asked, settings.picture),
        spotting=_given(
            settings.spotting,
            hit_offset_frames=asked.get("hit_offset"),
            coverage=asked.get("coverage"),
            replaces_sound=True if asked.get("original") == "drop" else None,
        ),
        sound=_sound(asked, settings.sound),
        delivery=_delivery(asked, settings.delivery),
        style=asked.get("style"),
        sliders=_given(settings.sliders, **{to: asked.get(name) for name, to in SLIDERS.items()}),
    )


def store_from(no_cache: bool) -> "Store":
    """Return the store of the user's cache folder, or one that keeps nothing."""
    from scorecut.store import Store, default_store

    return Store(None) if no_cache else default_store()


def go_offline(offline: bool) -> None:
    """Tell every library that asks that there is no network."""
    import os

    if offline:
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")


def _given(settings: Any, **values: Any) -> Any:
    """Replace what was given; None stays at its default."""
    from dataclasses import replace

    return replace(settings, **{name: value for name, value in values.items() if value is not None})


def _picture(asked: Mapping[str, Any], picture: Any) -> Any:
    from scorecut.errors import UsageError

    if asked.get("no_clip") and asked.get("require_clip"):
        raise UsageError("--no-clip and --require-clip contradict each other: leave one out")
    model, _, tag = (asked.get("clip_model") or "").partition("/")
    return _given(
        picture,
        clip=False if asked.get("no_clip") else None,
        clip_model=model or None,
        clip_tag=tag if model else None,
        clip_weights=asked.get("clip_weights"),
        require_clip=True if asked.get("require_clip") else None,
    )


def _sound(asked: Mapping[str, Any], sound: Any) -> Any:
    sound = _given(
        sound, original=_original(asked), loudness=_loudness(asked), duck_most_db=_duck_most_db(asked.get("duck"))
    )
    font = asked.get("soundfont")
    if font is None:
        return sound
    if font.lower() == "none":
        return _given(sound, use_font=False)
    return _given(sound, soundfont=Path(font), require_font=True)


def _loudness(asked: Mapping[str, Any]) -> str | None:
    from scorecut.errors import UsageError

    name = (asked.get("loudness") or "none").lower()
    if name == "none":
        return None
    from scorecut.sound.standards import standard

    if asked.get("original") == "track":
        raise UsageError(
            f"--loudness {name} and --original track contradict each other: a standard counts for the whole programme, "
            "and the film's own sound is to stay as it is; leave one out"
        )
    return standard(name).name


def _duck_most_db(asked: str | None) -> float | None:
    """Return how far the music may step back, dB; None as far as lines need."""
    from scorecut.errors import UsageError

    word = (asked or "auto").strip().lower()
    if word in ("auto", "off"):
        return None if word == "auto" else 0.0
    try:
        most_db = float(word.removesuffix("db"))
    except ValueError:
        most_db = math.nan
    if not 0.0 <= most_db <= MOST_DUCK_DB:
        raise UsageError(f"--duck {asked}: give auto, off, or how many dB at most, 0 to {MOST_DUCK_DB:g}")
    return most_db


def _delivery(asked: Mapping[str, Any], delivery: Any) -> Any:
    from scorecut.errors import UsageError

    gate_ms = asked.get("max_hit_error")
    if gate_ms is not None and gate_ms <= 0:
        raise UsageError(f"--max-hit-error {gate_ms:g}: give milliseconds above 0")
    return _given(
        delivery,
        max_hit_error_ms=gate_ms,
        audio_codec=asked.get("audio_codec"),
        original=_original(asked),
        force=asked.get("force"),
    )


def _original(asked: Mapping[str, Any]) -> str | None:
    from scorecut.errors import UsageError

    original: str | None = asked.get("original")
    if original not in (None, "keep", "drop", "track"):
        raise UsageError(f"--original {original}: choose keep, drop or track")
    return original
