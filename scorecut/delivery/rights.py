"""``rights.json``: where every sound and every model came from, and under which licence."""

import json
from typing import Any

from scorecut import __version__
from scorecut.delivery.export import Draft
from scorecut.model.record import Record

SCHEMA = "scorecut/rights/1"

#: Weights by name of their training tag, as their publishers license them.
CLIP_LICENCES = {
    "datacomp": "MIT (weights published by LAION and ML Foundations)",
    "laion": "MIT (weights published by LAION)",
    "openai": "MIT (weights published by OpenAI)",
}
SPEECH_MODEL = {"name": "silero-vad", "licence": "MIT", "used for": "finding speech in the film's own sound"}


class Rights:
    """``rights.json``."""

    identity = "rights.json/1"

    def write(self, draft: Draft) -> None:
        """Write it, sounds first."""
        text = json.dumps(rights(draft.record), indent=2, ensure_ascii=False)
        draft.write("rights.json", text + "\n")


def rights(record: Record) -> dict[str, Any]:
    """Return the provenance of a run's sounds and models.

    It states facts (what made which sound, under which licence, from which seed); whose work the music
    is in law is left to the user, and no human composer is claimed.
    """
    return {
        "schema": SCHEMA,
        "music": {
            "made by": f"scorecut {__version__} (Apache-2.0)",
            "seed": record.seed,
            "prompt": record.brief.prompt,
            "film digest (SHA-256)": record.film.digest,
            "composer": "",
            "note": "generated from rules and tables that scorecut carries; no recording or melody of others was "
            "taken over, no human composer is claimed",
        },
        "sounds": [dict(row) for row in record.stems.engines] if record.stems else [],
        "models": models(record),
        "film sound": "the film's own sound belongs to the film; it is not in the stems nor in music.wav",
    }


def models(record: Record) -> list[dict[str, str]]:
    """Return the models that looked at or listened to the film."""
    found = []
    source = record.emotion.source if record.emotion else ""
    if source.startswith("clip "):
        name = source.removeprefix("clip ").split(",")[0].strip()
        tag = name.split("/")[-1]
        licence = next(
            (text for word, text in CLIP_LICENCES.items() if tag.startswith(word)), "see the publisher of the weights"
        )
        found.append({"name": f"CLIP {name}", "licence": licence, "used for": "reading the picture's feeling"})
    if record.film.has_audio and record.picture is not None:
        found.append(dict(SPEECH_MODEL))
    return found
