"""The loudness standard, measured in the file that was written: a codec may move loudness and peaks."""

import dataclasses

from scorecut.media.loudness import normed_lufs, true_peak_dbtp
from scorecut.model.audio import Audio, Mix, Norm


def norm_as_delivered(mix: Mix, heard: Audio) -> Norm | None:
    """Return the mix's standard with what ``heard``, the decoded programme, measures; None where none was asked for."""
    if mix.norm is None:
        return None
    return dataclasses.replace(
        mix.norm, reached_lufs=normed_lufs(heard, mix.norm.lines_s), reached_dbtp=true_peak_dbtp(heard.samples)
    )


def codec_warnings(mix: Mix, delivered: Norm | None, codec: str) -> tuple[str, ...]:
    """Return a line where the mix meets its standard and the delivered file does not."""
    if delivered is None or mix.norm is None or delivered.met or not mix.norm.met:
        return ()
    return (
        f"{delivered.name} is met in the mix, but as {codec} it measures {delivered.reached_lufs:.1f} LUFS and "
        f"{delivered.reached_dbtp:.1f} dBTP: the codec moves it; choose a lossless one with --audio-codec, or deliver .mkv",
    )
