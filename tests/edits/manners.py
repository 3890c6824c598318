"""Kinds of films, by how they are cut: which joints, how long the shots, how much happens in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a film is edited.

    joints : weights of kinds; jump and similar are cuts within one place, blank a cut to nothing and back
    shot_s : median length of a shot; bursts : share of shots of 6-13 frames
    deeds : happenings to be expected in a shot; dark : chance of a dark or pale shot; still : chance of a still
    opens : chance of a fade at either end
    """

    joints: dict[str, float]
    shot_s: float
    bursts: float = 0.0
    deeds: float = 0.3
    dark: float = 0.15
    still: float = 0.08
    opens: float = 0.3


MANNERS = {
    "story": Manner(
        joints={"cut": 6, "similar": 3, "jump": 1, "dissolve": 1.5, "fade": 0.6, "fade_cut": 0.2, "cut_fade": 0.2},
        shot_s=2.8,
    ),
    "action": Manner(
        joints={"cut": 8, "similar": 3, "jump": 1, "blank": 0.3, "flash_cut": 0.4}, shot_s=1.1, bursts=0.2, deeds=0.5
    ),
    "reel": Manner(
        joints={"cut": 2, "dissolve": 3, "wipe": 3, "fade": 1.5, "fade_cut": 0.5, "cut_fade": 0.5, "blank": 0.3},
        shot_s=1.8,
    ),
    "slides": Manner(
        joints={"cut": 3, "dissolve": 3, "wipe": 2, "fade": 1, "jump": 0.5}, shot_s=2.5, still=0.6, deeds=0.2
    ),
    "music": Manner(
        joints={"cut": 6, "similar": 2, "jump": 2, "dissolve": 1, "fade": 0.5, "blank": 0.5, "flash_cut": 0.7},
        shot_s=1.0,
        bursts=0.15,
        deeds=0.9,
    ),
    "slow": Manner(
        joints={"cut": 3, "dissolve": 4, "fade": 2, "fade_cut": 0.5, "cut_fade": 0.5}, shot_s=4.5, deeds=0.7
    ),
    "vlog": Manner(joints={"jump": 6, "cut": 2, "similar": 2, "wipe": 0.5}, shot_s=1.8, deeds=0.3),
    "night": Manner(
        joints={"cut": 5, "similar": 3, "dissolve": 1, "fade": 0.7, "jump": 1}, shot_s=2.2, dark=0.85, deeds=0.5
    ),
    "quiet": Manner(joints={"cut": 1, "dissolve": 0.3}, shot_s=9, deeds=3.0, opens=0.5),
}
