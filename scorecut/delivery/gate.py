"""The sync gate: a film whose hits are off is not delivered."""

from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import HitMissedError
from scorecut.model.report import HeardHit, Sync

#: What a hit is reported as that cannot be found: it fails every gate.
NOT_HEARD_MS = 1000.0

#: So many misses are named in the message.
NAMED = 5


def check(sync: Sync, *, settings: DeliverySettings) -> None:
    """Raise HitMissedError, which names the worst hits, if one is further off than ``max_hit_error_ms``."""
    missed = sorted(
        (hit for hit in sync.hits if not abs(hit.error_ms) <= settings.max_hit_error_ms),
        key=lambda hit: (-abs(hit.error_ms), hit.time_s),
    )
    if not missed:
        return

    def told(hit: HeardHit) -> str:
        if abs(hit.error_ms) >= NOT_HEARD_MS:
            return f"{hit.hit_id} at {hit.time_s:.3f} s is not heard"
        late = "late" if hit.error_ms > 0 else "early"
        return f"{hit.hit_id} at {hit.time_s:.3f} s is {abs(hit.error_ms):.2f} ms {late}"

    worst = "; ".join(told(hit) for hit in missed[:NAMED])
    more = f"; and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    raise HitMissedError(
        f"{len(missed)} of {len(sync.hits)} hits miss their frame by more than {settings.max_hit_error_ms:g} ms: "
        f"{worst}{more}; the film is not passed (the limit is --max-hit-error)"
    )
