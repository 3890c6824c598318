"""What can be set about delivery."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """Defaults, ranges and meanings of the delivery room.

    max_hit_error_ms : the sync gate
    audio_codec : None takes the container's own (AAC in mp4 and mov, FLAC in mkv, Opus in webm)
    original : as in the sound room: what became of the film's own sound (for the streams that are mapped); with
        ``track`` its tracks are copied and the programme is one more
    force : an existing OUT is replaced
    """

    max_hit_error_ms: float = 1.0
    audio_codec: str | None = None
    original: str = "keep"
    force: bool = False
