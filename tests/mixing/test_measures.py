import mido
import numpy as np
import pytest

from scorecut.chance import stream
from scorecut.model.audio import RATE_HZ
from scorecut.model.curve import Curve
from scorecut.model.picture import Speech
from tests.mixing import measures
from tests.mixing.figures import FIGURES
from tests.mixing.speed import voice_seconds
from tests.mixing.tables import Measured, failures, worst

LINES = (Speech(start_s=10.0, end_s=12.0), Speech(start_s=13.0, end_s=15.0))


def tone(hz: float, level: float = 0.1, seconds: float = 4.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.repeat((level * np.sin(2 * np.pi * hz * t)).astype(np.float32)[:, None], 2, axis=1)


def everywhere(sound: np.ndarray) -> np.ndarray:
    return np.ones(sound.shape[0] // (RATE_HZ // 10), dtype=bool)


def test_the_lead_counts_in_its_own_band_only() -> None:
    lead, bed = tone(600.0, 0.1), tone(620.0, 0.05) + tone(60.0, 0.5)
    assert measures.lead_over_bed(lead, bed, (500.0, 2400.0), everywhere(lead)) == pytest.approx(6.02, abs=0.3)
    assert np.isnan(measures.lead_over_bed(lead * 0, bed, (500.0, 2400.0), everywhere(lead)))


def test_correlation_tells_one_from_two_and_opposite() -> None:
    one, other = (stream(1, "correlation", side).standard_normal(RATE_HZ) * 0.1 for side in "lr")
    assert measures.correlation(np.stack([one, one], 1)) == pytest.approx(1.0)
    assert measures.correlation(np.stack([one, -one], 1)) == pytest.approx(-1.0)
    assert measures.correlation(np.stack([one, other], 1)) == pytest.approx(0.0, abs=0.05)
    assert np.isnan(measures.correlation(np.zeros((100, 2))))


def test_below_120_hz_only_the_bass_counts() -> None:
    wide = tone(2000.0)
    wide[:, 1] *= -1
    assert measures.low_correlation(tone(60.0) + wide) > 0.99
    assert np.isnan(measures.low_correlation(wide))


def test_mud_is_none_in_pink_noise_and_tells_a_hump() -> None:
    white = stream(1, "mud").standard_normal(8 * RATE_HZ)
    spectrum = np.fft.rfft(white)
    freqs = np.maximum(np.fft.rfftfreq(white.size, 1 / RATE_HZ), 20.0)
    for lifted_db in (0.0, 9.0):
        hump = np.where((freqs > 200) & (freqs < 500), 10 ** (lifted_db / 20), 1.0)
        sound = np.fft.irfft(spectrum * hump / np.sqrt(freqs))
        sound = np.repeat(sound[:, None], 2, axis=1)
        assert measures.mud(sound, everywhere(sound)) == pytest.approx(
            lifted_db, abs=1.8
        )  # a hump leaks into its neighbours


def test_tutti_is_where_three_stems_are_loud_together() -> None:
    late = tone(300.0)
    late[: 2 * RATE_HZ] = 0.0
    found = measures.tutti([tone(100.0), tone(200.0), late])
    assert found[25:35].all() and not found[:15].any()


def test_a_tail_is_counted_to_its_last_audible_moment() -> None:
    t = np.arange(5 * RATE_HZ) / RATE_HZ
    ring = tone(440.0, 0.5, 5.0) * (10 ** (-20.0 * np.maximum(0.0, t - 1.0) / 20.0))[:, None]
    # RMS of a sine at 0.5 is -9 dBFS: at 20 dB a second it takes 2 s to -50
    assert measures.tail_s(ring, 1.0) == pytest.approx(2.05, abs=0.1)
    assert measures.tail_s(ring * 0, 1.0) == 0.0
    followed = np.concatenate([ring, tone(440.0, 0.5, 1.0)])  # what begins after the tail is not of it
    assert measures.tail_s(followed, 1.0) == measures.tail_s(ring, 1.0)


def test_steps_back_slopes_and_releases_are_read_from_the_gain() -> None:
    calm = Curve(times_s=np.array([0, 8.0, 9.5, 16, 18, 30]), values=np.array([-3.0, -3, -9, -9, -3, -3]))
    times_s, gain = measures.slow_gain(calm, 30.0)
    assert measures.reductions(times_s, gain, -3.0, LINES) == pytest.approx([6.0, 6.0])
    assert measures.steepest(times_s, gain) == pytest.approx(4.0, abs=0.05)
    assert measures.released(times_s, gain, LINES) == 0.0
    pumping = Curve(times_s=np.array([0, 12.0, 12.5, 13.0, 30]), values=np.array([-9.0, -9, -4, -9, -9]))
    grid_s = np.arange(0, 30, 0.05)
    assert measures.released(grid_s, pumping.at(grid_s), LINES) == pytest.approx(5.0, abs=0.2)


def test_what_a_limiter_does_is_no_step_back() -> None:
    dip = Curve(times_s=np.array([0, 5, 5.03, 5.06, 30]), values=np.array([0.0, 0, -8, 0, 0]))
    assert not measures.slow_gain(dip, 30.0)[1].any()


def test_speech_counts_with_half_a_second_around_it() -> None:
    found = measures.spoken(LINES, 200)
    assert found[95:155].all() and not found[:94].any() and not found[156:].any()


def test_voice_seconds_add_up_all_notes() -> None:
    file = mido.MidiFile(ticks_per_beat=480)
    chord = [mido.Message("note_on", note=60), mido.Message("note_on", note=64)]
    ends = [mido.Message("note_off", note=60, time=960), mido.Message("note_on", note=64, velocity=0, time=480)]
    file.tracks.append(mido.MidiTrack(chord + ends))  # 120 bpm: 1 s and 1.5 s
    assert voice_seconds(file) == pytest.approx(2.5)


def test_every_failure_is_named_with_film_and_prompt() -> None:
    values = {figure.name: [] for figure in FIGURES}
    row = Measured(film="dawn", prompt="rock", style="rock", values={**values, "line over music": [12.0, 16.5]})
    assert list(failures([row])) == [
        "line over music (10 to 14 LU over each span of 1 s or more): dawn, 'rock' (rock): 16.50"
    ]
    by_name = {figure.name: figure for figure in FIGURES}
    assert worst(by_name["line over music"], [12.0, 9.0, 13.0]) == 9.0
    assert worst(by_name["lead over bed"], [4.0, 2.0]) == 2.0 and worst(by_name["200-500 Hz"], [1.0, 7.0]) == 7.0
