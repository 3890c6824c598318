"""One door to all textures: a layer in a section becomes lines for its players."""

from scorecut.composition.colours import bells, cluster, drone, loop
from scorecut.composition.figures import figure
from scorecut.composition.lines import call, canon, counter, double
from scorecut.composition.pads import chorale, pad
from scorecut.composition.setting import Setting
from scorecut.model.score import Note

SINGLE = {
    "figure": figure, "drone": drone, "cluster": cluster, "counter": counter, "call": call, "canon": canon,
    "bells": bells, "loop": loop, "double": double,
}  # fmt: skip
VOICED = {"pad": pad, "chorale": chorale}


def written(setting: Setting, n_players: int) -> list[list[Note]]:
    """Return one list of notes for each of ``n_players``: held chords are shared out from below, lines go in octaves."""
    kind = setting.texture.kind
    if kind in VOICED:
        voices = VOICED[kind](setting)
        if n_players <= 1 or len(voices) <= 1:
            return [sorted((note for voice in voices for note in voice), key=_order)] + [[]] * (n_players - 1)
        share = len(voices) / n_players
        out: list[list[Note]] = [[] for _ in range(n_players)]
        for v, voice in enumerate(voices):
            player = n_players - 1 - min(n_players - 1, int(v / share))  # the last-named player takes the bottom
            out[player] += voice
        return [sorted(line, key=_order) for line in out]
    line = sorted(SINGLE[kind](setting), key=_order)
    return [line for _ in range(n_players)]


def _order(note: Note) -> tuple[float, int]:
    return (note.start_beat, note.pitch)
