"""The store keeps what it was given, under keys that cannot lie, and is never in the way."""

import os

from scorecut.store import Store, key_of


def save(value, folder):
    (folder / "value.txt").write_text(value)


def load(folder):
    return (folder / "value.txt").read_text()


def keep(store, value, inputs=("film", 1)):
    made = []

    def make():
        made.append(value)
        return value

    return store.keep("stage", inputs, make, save, load), bool(made)


def test_a_second_look_up_is_not_made_again(tmp_path):
    store = Store(tmp_path / "cache")
    assert keep(store, "first") == ("first", True)
    assert keep(store, "second") == ("first", False)
    assert keep(store, "second", inputs=("film", 2)) == ("second", True)


def test_a_broken_entry_is_made_again(tmp_path):
    store = Store(tmp_path)
    keep(store, "first")
    (entry,) = store.entries()
    (entry / "value.txt").unlink()
    assert keep(store, "second") == ("second", True)
    assert keep(store, "third") == ("second", False)


def test_no_folder_keeps_nothing():
    store = Store(None)
    assert keep(store, "first") == ("first", True)
    assert keep(store, "second") == ("second", True)


def test_a_store_that_cannot_be_written_is_no_error(tmp_path):
    file = tmp_path / "file"
    file.write_text("in the way")
    assert keep(Store(file / "cache"), "first") == ("first", True)


def test_the_oldest_go_when_it_grows_too_large(tmp_path):
    store = Store(tmp_path, max_bytes=250_000)
    for number in range(4):
        keep(store, str(number) * 100_000, inputs=number)
        for entry in store.entries():
            os.utime(entry, (entry.stat().st_mtime - 10, entry.stat().st_mtime - 10))
    kept = {load(entry)[0] for entry in store.entries()}
    assert kept == {"2", "3"}


def test_clearing_says_what_it_freed(tmp_path):
    store = Store(tmp_path)
    keep(store, "12345")
    assert store.clear() == 5
    assert store.entries() == []


def test_nothing_half_written_is_left_when_saving_fails(tmp_path):
    def fail(value, folder):
        (folder / "half").write_text(value)
        raise OSError("disk full")

    assert Store(tmp_path).keep("stage", 1, lambda: "value", fail, load) == "value"
    assert list(tmp_path.iterdir()) == []


def test_keys_differ_by_stage_and_inputs():
    keys = {key_of("watch", {"a": 1}), key_of("watch", {"a": 2}), key_of("feel", {"a": 1})}
    assert len(keys) == 3
    assert key_of("watch", {"a": 1, "b": 2}) == key_of("watch", {"b": 2, "a": 1})


def test_figures_are_known_again_only_where_they_were_remembered(tmp_path):
    store = Store(tmp_path)
    store.figures("attacks", "font").put("horn 60", 0.03125)
    assert store.figures("attacks", "font").get("horn 60") == 0.03125
    assert Store(tmp_path).figures("attacks", "font").get("horn 60") is None
    store.remember()
    again = Store(tmp_path)
    assert again.figures("attacks", "font").get("horn 60") == 0.03125
    assert again.figures("attacks", "another font").get("horn 60") is None


def test_two_runs_add_to_the_same_figures(tmp_path):
    one, other = Store(tmp_path), Store(tmp_path)
    one.figures("attacks", "font").put("a", 1.0)
    other.figures("attacks", "font").put("b", 2.0)
    one.remember()
    other.remember()
    both = Store(tmp_path).figures("attacks", "font")
    assert (both.get("a"), both.get("b")) == (1.0, 2.0)


def test_figures_that_cannot_be_read_or_kept_are_no_error(tmp_path):
    store = Store(tmp_path)
    store.figures("attacks", "font").put("a", 1.0)
    store.remember()
    (entry,) = store.entries()
    for broken in ("{ not", "[1, 2]", '{"a": null}'):
        (entry / "figures.json").write_text(broken)
        assert Store(tmp_path).figures("attacks", "font").get("a") is None
    nowhere = Store(None)
    nowhere.figures("attacks", "font").put("a", 1.0)
    nowhere.remember()
    assert nowhere.figures("attacks", "font").get("a") == 1.0
