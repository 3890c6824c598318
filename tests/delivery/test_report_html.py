"""The page: self-contained, well formed where it matters, and honest about what is unknown."""

import base64
import html
import itertools
import re
from fractions import Fraction
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from scorecut.delivery.chart import LEFT, RIGHT, chart
from scorecut.delivery.film_strip import as_data_uri
from scorecut.delivery.report_html import report_html
from scorecut.delivery.report_json import report
from tests import nouns
from tests.seen import seen, two_hours

VOID = {"meta", "br", "link", "line", "circle", "rect", "polyline", "polygon", "image"}


class Tags(HTMLParser):
    """Collects what is open, and complains where a tag closes another."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in VOID - {"rect", "polygon"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page(record, strip: str = "") -> str:
    return report_html(report(record), title=record.film.path.name, rate=Fraction(24), strip=strip)


def test_the_page_is_whole_and_asks_for_nothing_from_outside():
    text = page(nouns.delivered())
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)
    assert not re.search(r"https?://|url\(|@import", text)


def test_it_shows_every_cue_hit_shot_and_theme():
    text = page(nouns.delivered())
    assert text.count('class="hit"') == 3
    assert text.count('class="shot ') == 5
    assert "D minor" in text and "A dorian" in text and "off the grid, bar 3" in text
    assert "0.25 s after a stronger one" in text
    assert "Not understood: crunchwave" in text
    assert "+0.040 ms" in text


def test_words_of_films_and_prompts_cannot_become_markup():
    record = nouns.delivered()
    record.warnings.append("<script>alert(1)</script>")
    assert "<script>" not in page(record)


@pytest.mark.parametrize("stage", ["spotted", "composed"])
def test_a_run_that_has_not_come_far_has_a_page_too(stage: str):
    record = nouns.composed()
    if stage == "spotted":
        record.tempo_map = record.score = record.performance = None
    assert "<h2>Proof</h2>" not in page(record)


def test_timings_stay_out_so_that_the_same_run_gives_the_same_page():
    one, two = nouns.delivered(), nouns.delivered()
    two.timings_s["watch"] = 99.5
    assert page(one) == page(two)


def test_everything_that_was_seen_has_its_lane():
    text = html.unescape(page(seen()))
    for words in ("scenes", "shots", "transitions", "events", "speech", "film's music", "energy from", "cues"):
        assert f">{words}</text>" in text, words
    assert "scene 2, 00:00:14:00 to 00:00:24:00" in text
    assert ">dissolve</text>" in text and ">lightning</text>" in text
    assert text.count('<rect class="music"') == 1
    assert text.count('class="band ') == 3
    assert "turn 0.80 · new place" in text


def test_the_film_strip_lies_in_the_page_itself():
    strip = as_data_uri(np.random.default_rng(1).integers(0, 255, (132, 1916, 3), dtype=np.uint8))
    assert len(strip) < 300_000  # noise: no film needs more
    text = page(seen(), strip=strip)
    tags = Tags()
    tags.feed(text)
    assert tags.open == [] and tags.seen.count("image") == 1
    assert not re.search(r"https?://|url\(|@import", text)
    (address,) = re.findall(r'<image href="data:image/jpeg;base64,([^"]+)"', text)
    assert cv2.imdecode(np.frombuffer(base64.b64decode(address), np.uint8), 1).shape == (132, 1916, 3)


def test_the_page_of_two_hours_stays_small():
    drawing = re.search(r"<svg.*</svg>", page(two_hours()), re.DOTALL)[0]
    assert len(drawing) < 700_000


def test_a_shape_lies_where_its_second_lies():
    places = chart(report(nouns.delivered()))
    assert places["hits"][2]["x"] == pytest.approx(LEFT + (RIGHT - LEFT) * 18.25 / nouns.LENGTH_S, abs=0.01)
    assert places["cues"][0]["text"] == "1 · elegy · D minor · 57 bpm"


def test_names_of_curves_never_touch():
    ys = sorted(line["label_y"] for line in chart(report(nouns.delivered()))["lines"])
    assert min(b - a for a, b in itertools.pairwise(ys)) >= 15
