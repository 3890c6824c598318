"""Accents kept alone: what is written comes back, in place."""

from pathlib import Path

import numpy as np
import pytest

from scorecut.delivery.proof import excerpt, read_proof, write_proof
from scorecut.errors import UsageError
from scorecut.media.onset import heard_end_s, heard_onset_s
from tests import drawn_music


def test_accents_come_back_with_the_same_attack_at_the_same_place(tmp_path: Path) -> None:
    told = [drawn_music.accent(1, 0.5), drawn_music.accent(2, 1.5, "bowed"), drawn_music.accent(3, 3.0, kind="stop")]
    back = read_proof(tmp_path, write_proof(tmp_path, told, workdir=tmp_path))
    for one, again in zip(told, back, strict=True):
        assert (one.hit_id, one.kind, one.time_s) == (again.hit_id, again.kind, again.time_s)
        assert one.start_sample / 48_000 + one.attack_s == pytest.approx(again.start_sample / 48_000 + again.attack_s)
        shift = again.start_sample - one.start_sample
        assert np.abs(again.sound - one.sound[shift : shift + len(again.sound)]).max() < 1e-6


def test_an_excerpt_keeps_what_carries_the_proof() -> None:
    long = drawn_music.accent(1, 2.0, "bowed")
    assert heard_onset_s(excerpt(long).sound, 48_000) == pytest.approx(long.attack_s, abs=1e-6)
    stop = drawn_music.accent(2, 2.0, kind="stop")
    short = excerpt(stop)
    assert heard_end_s(short.sound, 48_000, near_s=short.attack_s) == pytest.approx(short.attack_s, abs=1e-4)


def test_no_accents_are_no_proof_and_a_broken_one_is_named(tmp_path: Path) -> None:
    assert write_proof(tmp_path, [], workdir=tmp_path) == []
    assert read_proof(tmp_path, []) == ()
    with pytest.raises(UsageError, match="broken proof entry"):
        read_proof(tmp_path, [{"id": "h1"}])
    (tmp_path / "proof.wav").unlink()
    with pytest.raises(UsageError, match=r"proof\.wav: cannot be read"):
        read_proof(tmp_path, [{"id": "h1"}])
