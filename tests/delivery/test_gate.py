"""The gate: passes what is within the limit, names the worst of what is not."""

import math

import pytest

from scorecut.delivery.gate import check
from scorecut.delivery.settings import DeliverySettings
from scorecut.errors import HitMissedError
from scorecut.model.report import HeardHit, Sync


def sync(*errors_ms: float) -> Sync:
    hits = tuple(
        HeardHit(hit_id=f"h{n}", time_s=float(n), heard_s=n + error / 1000, error_ms=error)
        for n, error in enumerate(errors_ms)
    )
    return Sync(hits=hits, transport_ms=0.0)


def test_hits_at_the_limit_pass_and_none_is_fine() -> None:
    check(sync(0.0, 1.0, -1.0), settings=DeliverySettings())
    check(sync(), settings=DeliverySettings())
    check(sync(4.0), settings=DeliverySettings(max_hit_error_ms=5.0))


def test_the_worst_are_named_first_and_the_rest_counted() -> None:
    with pytest.raises(HitMissedError) as caught:
        check(sync(1.5, -7.0, 0.1, 2, 3, 4, 5, 1000.0), settings=DeliverySettings())
    told = str(caught.value)
    assert told.startswith("7 of 8 hits miss their frame by more than 1 ms: h7 at 7.000 s is not heard; ")
    assert "h1 at 1.000 s is 7.00 ms early" in told
    assert "and 2 more" in told and "\n" not in told
    assert caught.value.exit_code == 4


def test_an_error_that_is_no_number_does_not_pass() -> None:
    with pytest.raises(HitMissedError):
        check(sync(math.nan), settings=DeliverySettings())
