"""Sixty prompts as editors write them (``editors.toml``): what the music must show holds, read from score.mid."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scorecut import pipeline
from scorecut.brief.read import read_brief
from scorecut.delivery.midi import written_midi
from scorecut.media.probe import open_film
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.picture.feel import feel
from scorecut.picture.watch import watch
from scorecut.settings import Settings
from scorecut.spotting.spot import spot
from tests.brief.heard import SHARPS, Heard, hear
from tests.kept import kept

SAMPLES = Path(__file__).parents[2] / "sample_clips"
TABLE = tomllib.loads((Path(__file__).parent / "editors.toml").read_text(encoding="utf-8"))
MUST_HOLD = 58
#: A rhythm has this many strokes at least.
A_BEAT = 8
#: By what factor music that rises or falls must differ between its ends.
APART = 1.25

Compose = Callable[[str, str], Heard]


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> Compose:
    """Prompt and film to score.mid, as the tool does; each film is watched once."""
    folder = tmp_path_factory.mktemp("editors")
    seen: dict[str, tuple] = {}
    settings = Settings()

    def composed(prompt: str, name: str) -> Heard:
        if name not in seen:
            film = open_film(SAMPLES / f"{name}.mp4")
            picture = watch(film, settings=settings.picture, workdir=folder, store=kept(), progress=Silent())
            seen[name] = film, picture, feel(picture, settings=settings.picture)
        film, picture, emotion = seen[name]
        brief = read_brief(prompt, settings.sliders, film.duration_s)
        record = Record(film=film, brief=brief, seed=1, progress=Silent())
        record.sheet = spot(picture, emotion, brief, seed=1, settings=settings.spotting)
        pipeline.compose_and_perform(record, settings=settings)
        path = folder / "score.mid"
        written_midi(record.score, record.tempo_map, record.sheet).save(path)
        return hear(path)

    return composed


def names(wanted: str) -> set[str]:
    """Return the instruments that "a|group*" stands for."""
    return {name for word in wanted.split("|") for name in TABLE["groups"].get(word, [word])}


def wrong(heard: Heard, must: dict[str, Any]) -> list[str]:
    """Return what the music does not show of what it must."""
    out = []
    if "lead" in must and heard.lead not in names(must["lead"]):
        out.append(f"lead {heard.lead or 'nobody'}, not {must['lead']}")
    if must.get("no_lead") and heard.lead:
        out.append(f"a melody on {heard.lead}")
    out += [f"{who} silent" for who in must.get("in", ()) if not names(who) & heard.players]
    out += [f"{who} heard" for who in must.get("out", ()) if names(who) & heard.players]
    if "only" in must and (more := heard.players - set().union(*map(names, must["only"]))):
        out.append(f"{', '.join(sorted(more))} beside {', '.join(must['only'])}")
    if "drums" in must and ((must["drums"] and heard.n_beats < A_BEAT) or (not must["drums"] and heard.n_beats)):
        out.append(f"{heard.n_beats} strokes on drums")
    if "mode" in must and not heard.is_in(must["mode"]):
        out.append(f"not {must['mode']} (signature {heard.key})")
    if "key" in must and not same_key(heard.key, must["key"]):
        out.append(f"key {heard.key}, not {must['key']}")
    if "tempo" in must and not must["tempo"][0] <= heard.tempo_bpm <= must["tempo"][1]:
        out.append(f"{heard.tempo_bpm:.0f} bpm, not {must['tempo'][0]}-{must['tempo'][1]}")
    if "metre" in must and heard.meter not in must["metre"].split("|"):
        out.append(f"metre {heard.meter}, not {must['metre']}")
    if "moves" in must and not moves(heard.weight(), must["moves"]):
        out.append(f"no music that {must['moves']} ({' '.join(f'{x:.1f}' for x in heard.weight())})")
    if "last_only" in must:
        seconds, who = must["last_only"]
        late = {note.player for note in heard.notes if note.start_s > heard.end_s - seconds}
        if not late or late - names(who):
            out.append(f"{', '.join(sorted(late)) or 'nobody'} in the last {seconds} s")
    if "waits" in must:
        second, who = must["waits"]
        if any(note.player in names(who) and note.start_s < second for note in heard.notes):
            out.append(f"{who} before second {second}")
    return out


def same_key(heard: str, wanted: str) -> bool:
    def tonic(name: str) -> int:
        return SHARPS[name.removesuffix("m")] * 7 % 12

    return heard.endswith("m") == wanted.endswith("m") and tonic(heard) == tonic(wanted)


def moves(weight: np.ndarray, how: str) -> bool:
    first, middle, last = (float(part.mean()) for part in np.array_split(weight, 3))
    if how == "rises":
        return last > APART * first
    if how == "falls":
        return first > APART * last
    return middle > APART * first and middle > APART * last


def test_the_music_shows_what_the_editors_asked_for(compose: Compose) -> None:
    broken = {}
    for must in TABLE["prompt"]:
        missing = wrong(compose(must["text"], must.get("film", "dawn")), must)
        if missing:
            broken[must["text"]] = missing
    held = len(TABLE["prompt"]) - len(broken)
    told = "\n".join(f"  {text}\n      {'; '.join(missing)}" for text, missing in broken.items())
    print(f"{held} of {len(TABLE['prompt'])} hold; not:\n{told}")
    assert held >= MUST_HOLD, f"{held} hold; not:\n{told}"
