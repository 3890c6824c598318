"""The report: the fields that scripts read."""

import json
from dataclasses import replace

import numpy as np
import pytest

from scorecut.delivery.report_json import as_json, report
from scorecut.model.audio import Loudness
from scorecut.model.curve import Curve
from scorecut.model.emotion import Emotion
from scorecut.model.picture import Event, MusicSpan
from tests import nouns


@pytest.fixture(scope="module")
def told() -> dict:
    return json.loads(as_json(report(nouns.delivered(), outputs={"film": "film.scored.mp4"})))


def test_it_has_the_fields_of_its_schema_in_their_order(told: dict):
    assert told["schema"] == "scorecut/report/1"
    assert set(told) >= {
        *("film", "prompt", "brief", "seed", "version", "emotion_source", "shots", "transitions", "curve", "speech"),
        *("cues", "hits", "dropped_hits", "sync", "themes", "loudness", "timings_s", "outputs", "warnings"),
    }
    assert list(told["film"]) == [
        *("path", "digest", "duration_s", "frame_rate", "n_frames", "width", "height", "has_audio")
    ]
    assert list(told["brief"]) == ["understood", "not_understood"]
    assert list(told["curve"]) == ["times_s", "valence", "energy", "tension", "confidence", "parts"]
    assert list(told["shots"][0]) == ["start_s", "end_s", "group", "scene", "kind", "labels"]
    assert list(told["transitions"][0]) == ["kind", "start_s", "time_s", "end_s", "confidence"]
    assert list(told["cues"][0]) == [
        *("id", "number", "start_s", "end_s", "reason", "style", "key", "mode", "meter", "tempo_bpm", "theme")
    ]
    assert list(told["hits"][0]) == [
        *("id", "time_s", "frame", "timecode", "kind", "label", "reason", "weight", "place", "bar", "beat"),
        *("instruments", "heard_s", "error_ms"),
    ]
    assert list(told["sync"]) == ["n", "max_abs_ms", "p95_abs_ms", "early_share", "transport_ms"]
    assert list(told["themes"][0]) == ["name", "cue", "at_s", "transformation", "part"]
    assert list(told["loudness"]) == ["integrated_lufs", "true_peak_dbtp", "lra_lu", "music_gain_db"]


def test_a_hit_says_where_it_stands_who_marks_it_and_when_it_was_heard(told: dict):
    hit = told["hits"][0]
    assert (hit["id"], hit["frame"], hit["timecode"]) == ("h1", 132, "00:00:05:12")
    assert (hit["place"], hit["bar"], hit["beat"]) == ("downbeat", 2, 1.0)
    assert hit["instruments"] == ["timpani", "harp"]
    assert (hit["heard_s"], hit["error_ms"]) == (5.50004, 0.04)
    assert told["hits"][1]["place"] == "free"


def test_dropped_hits_are_named_with_the_reason_and_stand_nowhere_else(told: dict):
    assert [(hit["id"], hit["why"]) for hit in told["dropped_hits"]] == [("h4", "0.25 s after a stronger one")]
    assert [hit["id"] for hit in told["hits"]] == ["h1", "h2", "h3"]


def test_a_cue_tells_key_mode_meter_and_tempo(told: dict):
    first, second = told["cues"]
    assert (first["key"], first["mode"], first["meter"]) == ("D", "minor", "4/4")
    assert (second["key"], second["mode"]) == ("A", "dorian")
    assert first["tempo_bpm"] == pytest.approx(60 * 9 / 9.4, abs=1e-3)


def test_themes_are_told_by_the_second(told: dict):
    assert told["themes"][1] == {
        "name": "A",
        "cue": "c2",
        "at_s": 18.25,
        "transformation": "fragment",
        "part": "melody: cello",
    }


def test_warnings_of_every_stage_are_there_once(told: dict):
    assert told["warnings"] == ["no sound font was found: the synthesiser plays", "a chapter was lost"]


def test_times_are_not_coarser_than_a_microsecond():
    record = nouns.composed()
    shot = replace(record.picture.shots[0], end_s=1.23456789)
    record.picture = replace(record.picture, shots=(shot,))
    (row,) = report(record)["shots"]
    assert (row["start_s"], row["end_s"]) == (0.0, 1.234568)


def test_what_was_seen_and_heard_is_told():
    record = nouns.composed()
    shot = replace(record.picture.shots[0], group=3, scene=2, kind="title", labels=("night", "city"))
    record.picture = replace(
        record.picture,
        shots=(shot,),
        events=(Event(kind="flash", time_s=18.25, frame=438, strength=0.12345, label="lightning"),),
        music=(MusicSpan(start_s=1.0, end_s=9.5),),
        letterbox=(0.125, 0.125, 0.0, 0.0),
    )
    told = report(record)
    assert told["shots"][0] | {"group": 3, "scene": 2, "kind": "title", "labels": ["night", "city"]} == told["shots"][0]
    assert told["transitions"][0]["confidence"] == 0.9
    assert told["events"] == [{"kind": "flash", "time_s": 18.25, "frame": 438, "strength": 0.123, "label": "lightning"}]
    assert told["music"] == [[1.0, 9.5]]
    assert told["letterbox"] == [0.125, 0.125, 0.0, 0.0]


def test_the_shares_of_energy_add_up_to_energy():
    record = nouns.composed()
    n = record.emotion.times_s.size
    shares = {"energy.motion": np.linspace(-0.2, 0.5, n), "energy.pace": np.linspace(0.1, -0.3, n)}
    record.emotion = replace(record.emotion, energy=sum(shares.values()), confidence=np.full(n, 0.4), parts=shares)
    curve = json.loads(as_json(report(record)))["curve"]
    assert list(curve["parts"]) == ["energy.motion", "energy.pace"]
    assert np.abs(np.sum(list(curve["parts"].values()), axis=0) - curve["energy"]).max() < 2e-3
    assert set(curve["confidence"]) == {0.4}


def test_the_curve_of_two_hours_stays_under_four_megabytes():
    times_s = np.arange(28_800) / 4
    values = np.sin(times_s)
    record = nouns.composed()
    record.emotion = Emotion(
        times_s=times_s,
        valence=values,
        energy=values,
        tension=values,
        confidence=np.abs(values),
        parts={f"energy.part{i}": values / 9 for i in range(9)},
    )
    assert len(as_json({"curve": report(record)["curve"]})) < 4_000_000


def test_spotting_alone_tells_what_is_known_by_then():
    record = nouns.composed()
    record.tempo_map = record.score = record.performance = None
    told = report(record)
    assert [hit["id"] for hit in told["hits"]] == ["h1", "h2", "h3", "h4"]
    assert "place" not in told["hits"][0]
    assert told["cues"][0]["style"] == "elegy"
    assert not {"sync", "themes", "loudness", "dropped_hits"} & set(told)


def test_silence_is_null_not_infinity():
    record = nouns.delivered()
    quiet = Loudness(integrated_lufs=-np.inf, true_peak_dbtp=-np.inf, lra_lu=0.0)
    record.mix = replace(record.mix, loudness=quiet)
    assert json.loads(as_json(report(record)))["loudness"]["integrated_lufs"] is None


def test_the_gain_keeps_its_corners_and_drops_what_lies_on_a_straight_line():
    record = nouns.delivered()
    times_s = np.linspace(0, 24, 20_001)
    corners = Curve(times_s=np.array([0.0, 6.0, 12.0, 24.0]), values=np.array([0.0, -12.0, 0.0, 0.0]))
    record.mix = replace(record.mix, gain_db=Curve(times_s=times_s, values=corners.at(times_s)))
    gain = report(record)["music_gain"]
    assert len(gain["times_s"]) < 10
    again = np.interp(times_s, gain["times_s"], gain["gain_db"])
    assert np.abs(again - corners.at(times_s)).max() < 0.02


def test_the_proof_goes_in_as_it_was_measured():
    entries = [{"hit": "h1", "proof_start_sample": 0}]
    assert report(nouns.delivered(), proof=entries)["proof"] == entries
