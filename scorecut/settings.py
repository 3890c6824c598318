"""All settings of a run: each room states its own, this only gathers them."""

from dataclasses import dataclass, field

from scorecut.delivery.settings import DeliverySettings
from scorecut.model.brief import Sliders
from scorecut.picture.settings import PictureSettings
from scorecut.sound.settings import SoundSettings
from scorecut.spotting.settings import SpottingSettings
from scorecut.tempo.settings import TempoSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The rooms' settings side by side. ``style``: a style by name or path, None leaves it to prompt and picture."""

    picture: PictureSettings = field(default_factory=PictureSettings)
    spotting: SpottingSettings = field(default_factory=SpottingSettings)
    tempo: TempoSettings = field(default_factory=TempoSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    sliders: Sliders = field(default_factory=Sliders)
    style: str | None = None
