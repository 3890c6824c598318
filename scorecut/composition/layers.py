"""Section by section: every layer that plays is written, and the last chord given to whoever is there."""

from dataclasses import replace

import numpy as np

from scorecut.chance import stream
from scorecut.composition.book import Book
from scorecut.composition.canvas import Canvas
from scorecut.composition.cast import Cast
from scorecut.composition.ending import last_chord
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Idiom, Layer, Texture, grooves, textures
from scorecut.composition.percussion import groove_notes
from scorecut.composition.ringing import enlivened
from scorecut.composition.scoring import entered_late, scored
from scorecut.composition.seats import Seat
from scorecut.composition.setting import Page, Setting
from scorecut.composition.texture import written


def write_layers(book: Book, page: Page, cast: Cast, stretches: list[Stretch], idiom: Idiom, seed: int) -> None:
    canvas = page.canvas
    plan = scored(cast, stretches, idiom, canvas.cue.length_s)
    for stretch, seats in zip(stretches, plan, strict=True):
        for seat in seats:
            level = min(1.0, stretch.intensity + 0.2 * canvas.cue.wishes.density)
            layer = seat.layer
            span = max(0.15, min(layer.below, 1.0) - layer.above)
            busy = float(np.clip((level - layer.above) / span + 0.15 * canvas.cue.wishes.density, 0.0, 0.999))
            rng = stream(seed, "layer", canvas.cue.id, layer.name, stretch.number)
            setting = Setting(
                page=page, stretch=entered_late(stretch, seat, canvas), layer=_articulated(layer, canvas), low=seat.low, high=seat.high,
                texture=textures().get(layer.texture, Texture(kind="groove", articulation="accent")), busy=busy, rng=rng,
            )  # fmt: skip
            _write_layer(book, setting, seat)
    if stretches and page.until < canvas.end_beat - 0.05:
        _write_ending(book, page, last_players(plan, canvas))


def last_players(plan: list[list[Seat]], canvas: Canvas) -> list[Seat]:
    """Return who plays the last chord: the last section's players, and for a close those of the one before."""
    last = plan[-1]
    before = plan[-2] if len(plan) > 1 else []
    if canvas.cue.ending in ("close", "ring out", "button") or not last:
        return last + [seat for seat in before if seat not in last]
    return last


def _articulated(layer: Layer, canvas: Canvas) -> Layer:
    """Return the layer with the articulation that a person wished, where it makes sense for what it plays."""
    wish = canvas.cue.wishes.articulation
    if not wish or layer.texture in grooves() or textures()[layer.texture].kind not in ("pad", "counter", "chorale"):
        return layer
    return replace(layer, articulation=layer.articulation or wish)


def _write_layer(book: Book, setting: Setting, seat: Seat) -> None:
    layer = seat.layer
    if setting.end - setting.start < 0.5:
        return
    if layer.texture in grooves():
        for player in seat.players:
            book.add(
                layer.function,
                player,
                layer.name,
                groove_notes(setting, grooves()[layer.texture], player),
                layer.level_db,
            )
        return
    for player, notes in zip(seat.players, written(setting, len(seat.players)), strict=True):
        book.add(layer.function, player, layer.name, notes, layer.level_db)


def _write_ending(book: Book, page: Page, seats: list[Seat]) -> None:
    """Write the last chord, with something that happens in it where it rings long."""
    rows = [
        (seat, player, notes)
        for seat in seats
        for player, notes in zip(seat.players, last_chord(seat, page, page.canvas.cue.ending), strict=True)
    ]
    for seat, player, notes in enlivened(rows, page):
        if notes:
            book.add(seat.layer.function, player, seat.layer.name, notes, seat.layer.level_db)
