"""Every table of taste loads, and names only what there is."""

import tomllib

import pytest

from scorecut.catalog.instruments import by_word, instruments
from scorecut.catalog.styles import styles
from scorecut.catalog.tables import DATA

TABLES = sorted(DATA.rglob("*.toml"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.relative_to(DATA).as_posix())
def test_a_table_is_toml_with_something_in_it(path):
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_instruments_load_and_their_partners_and_doubles_exist():
    rows = instruments()
    assert len(rows) > 50
    for row in rows.values():
        assert row.low <= row.sweet_low <= row.sweet_high <= row.high, row.name
        for other in (row.double, row.partner):
            assert not other or other in rows, f"{row.name}: {other}"
        assert -1 <= row.program <= 127 and 0 <= row.bank <= 127, row.name


def test_no_word_names_an_instrument_that_is_not_there():
    assert set(by_word().values()) <= set(instruments())


def test_styles_load_at_least_eight_and_each_has_a_playable_tempo():
    rows = styles()
    assert len(rows) >= 8
    for row in rows.values():
        assert 20 < row.tempo.low_bpm < row.tempo.high_bpm < 260, row.name
        assert all(unit in (2, 4, 8, 16) and beats > 0 for beats, unit in row.tempo.meters), row.name


def test_the_words_of_prompts_load():
    from scorecut.brief.vocabulary import vocabulary

    rows = vocabulary()
    assert {"moods", "instruments", "styles"} <= {row.kind for row in rows}
