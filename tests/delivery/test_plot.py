"""The picture of a film as a file: it opens, has its size and ink in every lane, and is the same every time."""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from scorecut.delivery.chart import STRIP_HEIGHT, WIDTH, chart
from scorecut.delivery.plot import HEADING, check_plot, draw
from scorecut.delivery.report_json import report
from scorecut.errors import UsageError
from tests.seen import crowd, film_of, seen, two_hours

PIXELS = 4 / 3  # in a unit of the chart
STRIP = np.full((int(2 * STRIP_HEIGHT), 1916, 3), (40, 90, 160), np.uint8)


def opened(png: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def inked(image: np.ndarray, top: float, bottom: float, left: float = 92.0, right: float = 1050.0) -> float:
    """The share of a stretch of the chart that is not white."""
    rows = slice(int((top + HEADING) * PIXELS) + 1, int((bottom + HEADING) * PIXELS))
    part = image[rows, int(left * PIXELS) : int(right * PIXELS)]
    return float((part.min(axis=2) < 245).mean())


def test_it_has_its_size_and_ink_in_every_lane():
    told = report(seen())
    places = chart(told, with_strip=True)
    image = opened(draw(told, STRIP, title="film.mp4", suffix=".png"))
    height = round((places["height"] + HEADING) * PIXELS)
    assert image.shape[1] == WIDTH * PIXELS and abs(image.shape[0] - height) <= 1
    least = {"strip": 0.95, "scenes": 0.3, "shots": 0.9, "joins": 0.01, "events": 0.002, "speech": 0.08, "music": 0.1}
    least |= {"labels": 0.005, "curve": 0.05, "parts": 0.2, "cues": 0.7}
    assert set(least) == set(places["lanes"])
    for lane, (top, bottom) in places["lanes"].items():
        assert inked(image, top, bottom) >= least[lane], lane
    assert inked(image, places["axis"] - 12, places["axis"], 40, 1100) > 0.02


def test_the_strip_and_the_shots_have_their_colours():
    told = report(seen())
    places = chart(told, with_strip=True)
    image = opened(draw(told, STRIP, title="film.mp4", suffix=".png"))

    def colour_at(x: float, lane: str) -> list[int]:
        top, bottom = places["lanes"][lane]
        pixel = image[int(((top + bottom) / 2 + HEADING) * PIXELS), int(x * PIXELS)]
        return pixel[::-1].tolist()

    assert colour_at(120, "strip") == pytest.approx([40, 90, 160], abs=3)
    first, second = places["shots"][:2]
    assert colour_at(first["x"] + 60, "shots") == [0xA9, 0xC8, 0xE8]
    assert colour_at(second["x"] + 60, "shots") == [0xF5, 0xC0, 0x8A]


def test_labels_are_as_wide_as_the_layout_takes_them_to_be():
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    from scorecut.delivery.chart_labels import SIZE, text_width

    for text in {hit["label"] for hit in chart(report(crowd()))["hits"] if hit["label"]}:
        wide = TextPath((0, 0), text, size=SIZE, prop=FontProperties(family="DejaVu Sans")).get_extents().width
        assert wide <= 1.03 * text_width(text, SIZE), text


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_report_gives_the_same_bytes_without_a_date(suffix: str):
    told = report(seen())
    one, two = (draw(told, STRIP, title="film.mp4", suffix=suffix) for _ in range(2))
    assert one == two
    assert not re.search(rb"20\d\d-\d\d-\d\d|CreationDate|[Mm]atplotlib v|Software", one)
    head = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    assert one.startswith(head)


def test_nothing_of_the_users_own_settings_has_a_say(monkeypatch: pytest.MonkeyPatch):
    import matplotlib

    told = report(seen())
    plain = draw(told, None, title="film.mp4", suffix=".png")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "savefig.facecolor": "black"}):
        assert draw(told, None, title="film.mp4", suffix=".png") == plain
        assert matplotlib.rcParams["font.size"] == 30


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(two_hours(), id="two hours"),
        pytest.param(crowd(), id="a crowd of hits"),
        pytest.param(film_of(0.2, n_shots=2, n_hits=0, n_cues=0, n_events=0), id="0.2 s"),
        pytest.param(film_of(1 / 24, n_shots=1, n_hits=0, n_cues=1, n_events=1), id="one frame"),
    ],
)
def test_any_length_can_be_drawn(record):
    told = report(record)
    image = opened(draw(told, None, title=record.film.path.name, suffix=".png"))
    places = chart(told)
    for lane in ("shots", "curve"):
        assert inked(image, *places["lanes"][lane]) > 0.02, lane
    assert image.shape[0] < 1200


def test_names_in_any_script_and_with_signs_of_formulas_are_only_names():
    record = seen()
    record.film = replace(record.film, path=Path("$\\frac$ 映画 _^{ & <b>.mp4"))
    assert opened(draw(report(record), None, title=record.film.path.name, suffix=".png")) is not None


def test_a_kind_of_file_that_cannot_be_drawn_is_refused():
    with pytest.raises(UsageError, match=r"curve\.jpg: --plot draws \.png, \.svg, \.pdf"):
        check_plot(Path("curve.jpg"))
    with pytest.raises(UsageError):
        check_plot(Path("curve"))
    check_plot(Path("CURVE.PNG"))


def test_heavier_hits_have_larger_dots():
    hits = sorted(chart(report(seen()))["hits"], key=lambda hit: hit["hit"]["weight"])
    radii = [hit["radius"] for hit in hits]
    assert all(a < b for a, b in itertools.pairwise(radii))
