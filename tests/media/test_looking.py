"""Films are looked at as players show them, whatever their pixels, fields, range or light; no frame more or less."""

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from scorecut.media.decode import decode
from scorecut.media.looking import HLG, PQ, hlg_nits, on_plain_screen, pq_nits, small_size
from scorecut.media.probe import open_film
from scorecut.model.film import Film
from tests import films

N = 24


def shown(path: Path, workdir: Path, **how) -> tuple[Film, np.ndarray, np.ndarray]:
    """The film, its small frames (n, h * 3 // 2, w) and its stamps; as many as ffprobe counts, with ffmpeg's stamps."""
    film = open_film(path)
    with decode(film, workdir=workdir, **how) as stream:
        frames = np.array(list(stream))
    told = ["ffprobe", "-v", "error", "-select_streams", str(film.video_index), "-count_frames"]
    told += ["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(path)]
    counted = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()[0].strip(",")
    assert len(frames) == int(counted)
    if film.video_index == 0:
        assert np.array_equal(stream.clock.times_s, films.frames_as_decoded(path)[0])
    return film, frames, stream.clock.times_s


def drawn_as(path: Path, *options: str, lavfi: str = "", rate: int = 25) -> Path:
    """A film of N frames, bright on the left and dark on the right, kept as ``options`` say."""
    picture = lavfi or f"color=white:s=80x96:r={rate},pad=160:96:0:0:black"
    films.ffmpeg("-f", "lavfi", "-i", picture, "-frames:v", str(N), *options, path)
    return path


def luma(frame: np.ndarray, film: Film) -> np.ndarray:
    return frame[: small_size(film)[1]]


def halves(frame: np.ndarray, film: Film) -> tuple[float, float]:
    """Brightness of the left and the right third."""
    plane = luma(frame, film)
    third = plane.shape[1] // 3
    return float(plane[:, :third].mean()), float(plane[:, -third:].mean())


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("full.mp4", ["-c:v", "libx264", "-vf", "scale=out_range=pc,format=yuvj420p"]),
        ("full.webm", ["-c:v", "libvpx-vp9", "-vf", "scale=out_range=pc,format=yuv420p", "-color_range", "pc"]),
        ("full10.mkv", ["-c:v", "ffv1", "-vf", "scale=out_range=pc,format=yuv422p10", "-color_range", "pc"]),
        ("444.mp4", ["-c:v", "libx264", "-pix_fmt", "yuv444p"]),
        ("ten.mkv", ["-c:v", "libx265", "-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none"]),
        ("rgb.mkv", ["-c:v", "ffv1", "-pix_fmt", "gbrp"]),
        ("rgb.avi", ["-c:v", "rawvideo", "-pix_fmt", "bgr24"]),
        ("grey.mkv", ["-c:v", "ffv1", "-pix_fmt", "gray"]),
        ("alpha.mov", ["-c:v", "qtrle", "-pix_fmt", "argb"]),
        ("prores.mov", ["-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"]),
        ("small.gif", []),
        ("small.apng", ["-f", "apng", "-plays", "0"]),
        ("mpeg2.mpg", ["-c:v", "mpeg2video"]),
    ],
)
def test_white_is_white_and_black_is_black_in_every_format(tmp_path: Path, name: str, options: list[str]) -> None:
    film, frames, _ = shown(drawn_as(tmp_path / name, *options), tmp_path)
    assert (film.width, film.height) == (160, 96) and frames.shape[1:] == (144, 160)
    for frame in frames[:: N // 3]:
        left, right = halves(frame, film)
        assert left == pytest.approx(235, abs=4) and right == pytest.approx(16, abs=4)
        assert np.abs(frame[96:].astype(int) - 128).mean() <= 3


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_films_stand_upright(tmp_path: Path, turn: int) -> None:
    plain = drawn_as(tmp_path / "plain.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    films.ffmpeg("-i", plain, "-c", "copy", "-metadata:s:v", f"rotate={turn}", tmp_path / "turned.mp4")
    told = ["ffprobe", "-v", "error", "-show_entries", "side_data=rotation", "-of", "csv=p=0", tmp_path / "turned.mp4"]
    against_the_clock = int(subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()[0])
    film, frames, _ = shown(tmp_path / "turned.mp4", tmp_path)
    assert (film.width, film.height) == ((160, 96) if turn == 180 else (96, 160))
    plane = luma(frames[3], film).astype(float)
    thirds = {"left": plane[:, :30], "right": plane[:, -30:], "top": plane[:30], "bottom": plane[-30:]}
    white = max(thirds, key=lambda side: thirds[side].mean())
    assert white == {90: "bottom", 180: "right", 270: "top"}[against_the_clock % 360]


@pytest.mark.parametrize("shape", ["4/3", "1/2", "64/45"])
def test_pixels_that_are_not_square(tmp_path: Path, shape: str) -> None:
    path = drawn_as(tmp_path / "wide.mkv", "-vf", f"setsar={shape}", "-c:v", "libx264", "-pix_fmt", "yuv420p")
    film, frames, _ = shown(path, tmp_path)
    assert (film.width, film.height) == (round(160 * Fraction(shape)), 96)
    assert frames.shape[2] == pytest.approx(film.width, abs=1)


@pytest.mark.parametrize("size", ["161x97", "33x17", "16x1200", "2600x48"])
def test_odd_and_extreme_sizes(tmp_path: Path, size: str) -> None:
    path = drawn_as(tmp_path / "odd.mkv", "-c:v", "ffv1", lavfi=f"color=white:s={size}:r=25,format=yuv444p")
    film, frames, _ = shown(path, tmp_path)
    width, height = small_size(film)
    assert frames.shape[1:] == (height * 3 // 2, width) and width <= 1024 and height <= 288
    assert float(luma(frames[0], film).mean()) == pytest.approx(235, abs=2)


def woven(lines: int, top_first: bool):
    """Frames of two fields each: a white block on black, 6 pixels further in every field of the two."""
    for i in range(N):
        frame = np.zeros((lines, 320, 3), np.uint8)
        for later in (0, 1):
            left = (2 * i + later) * 6
            frame[later if top_first else 1 - later :: 2, left : left + 40] = 255
        yield frame


@pytest.mark.parametrize("top_first", [True, False])
@pytest.mark.parametrize(
    ("name", "lines"), [("a.mp4", 96), ("a.ts", 96), ("a.mpg", 96), ("a.mkv", 576), ("a.mov", 480)]
)
def test_interlaced_films_are_looked_at_by_the_field_shown_first(
    tmp_path: Path, name: str, lines: int, top_first: bool
) -> None:
    order = "tff" if top_first else "bff"
    keep = {
        ".mpg": ["-c:v", "mpeg2video", "-flags", "+ildct+ilme", "-top", str(int(top_first)), "-q:v", "2"],
        ".mov": ["-c:v", "prores_ks", "-flags", "+ildct+ilme"],
    }.get(Path(name).suffix, ["-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", f"{order}=1", "-crf", "12"])
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"320x{lines}", "-r", "25", "-i", "pipe:0"]
    into = ["-vf", f"scale=interl=1,format=yuv{'422p10' if name == 'a.mov' else '420p'},setfield={order}"]
    args = ["ffmpeg", "-v", "error", "-y", *raw, *into, *keep, str(tmp_path / name)]
    films.run_with_frames(args, woven(lines, top_first))
    film, frames, _ = shown(tmp_path / name, tmp_path)
    assert film.first_field == ("top" if top_first else "bottom")
    scale = frames.shape[2] / 320
    for i in (3, 10, 17):
        plane = luma(frames[i], film).astype(int)
        assert np.abs(np.diff(plane[8:-8], axis=0)).max() < 40, "a comb"
        block = np.flatnonzero(plane[48] > 128) / scale
        assert block[0] == pytest.approx(12 * i, abs=3) and block[-1] == pytest.approx(12 * i + 39, abs=3)


def test_progressive_films_pass_no_field_filter(tmp_path: Path) -> None:
    assert open_film(drawn_as(tmp_path / "a.mp4", "-c:v", "libx264")).first_field == ""


CARDS = np.array([0x202020, 0x606060, 0x909090, 0x903030, 0x305090, 0x408040])


def lifted(signal: np.ndarray, curve: str) -> np.ndarray:
    """BT.709 screen signals (n, 3) as BT.2100 signals, plain white at 203 cd/m2: the way there, by the book."""
    to_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    nits = 203.0 * (signal**2.4) @ to_2020.T
    if curve == PQ:
        y = (nits / 10_000) ** 0.1593017578125
        return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375
    luminance = nits @ np.array([0.2627, 0.6780, 0.0593]) / 1000
    scene = nits / 1000 / (luminance ** (0.2 / 1.2))[:, None]
    return np.where(
        scene <= 1 / 12, np.sqrt(3 * scene), 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    )


def coded(signal: np.ndarray, red: float, blue: float, bits: int) -> np.ndarray:
    """R'G'B' (n, 3) as Y'CbCr codes of limited range (n, 3), given the weights of red and blue."""
    y = signal @ np.array([red, 1 - red - blue, blue])
    cb, cr = (signal[:, 2] - y) / (2 - 2 * blue), (signal[:, 0] - y) / (2 - 2 * red)
    return np.stack([16 + 219 * y, 128 + 224 * cb, 128 + 224 * cr], axis=1) * 2 ** (bits - 8)


@pytest.mark.parametrize("curve", [PQ, HLG])
def test_hdr_looks_like_the_plain_film_that_it_was_made_from(tmp_path: Path, curve: str) -> None:
    signal = np.stack([CARDS >> 16 & 255, CARDS >> 8 & 255, CARDS & 255], axis=1) / 255
    codes = np.rint(coded(lifted(signal, curve), 0.2627, 0.0593, 10)).astype("<u2")
    planes = [np.broadcast_to(np.repeat(codes[:, i], 32), (96, 192)) for i in range(3)]
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv444p10le", "-s", "192x96", "-r", "25", "-i", "pipe:0"]
    tags = ["-color_primaries", "bt2020", "-color_trc", curve, "-colorspace", "bt2020nc", "-color_range", "tv"]
    args = ["ffmpeg", "-v", "error", "-y", *raw, "-c:v", "ffv1", *tags, str(tmp_path / "hdr.mkv")]
    films.run_with_frames(args, [np.stack(planes)] * 4)
    film, frames, _ = shown(tmp_path / "hdr.mkv", tmp_path)
    assert film.transfer == curve
    wanted = coded(signal, 0.2126, 0.0722, 8)
    chroma = frames[2][96:].reshape(2, 48, 96)
    for card in range(CARDS.size):
        got = [frames[2][20:70, card * 32 + 8 : card * 32 + 24].mean()]
        got += [plane[10:35, card * 16 + 4 : card * 16 + 12].mean() for plane in chroma]
        assert got == pytest.approx(wanted[card], abs=3), hex(CARDS[card])


def test_the_curves_of_bt_2100() -> None:
    assert pq_nits(np.array([0.0, 0.5081, 1.0])) == pytest.approx([0, 100, 10_000], rel=2e-3)
    grey = hlg_nits(np.array([[0.75, 0.75, 0.75], [1.0, 1.0, 1.0]]))
    assert grey[:, 0] == pytest.approx([203, 1000], rel=0.01)
    steps = np.repeat(np.linspace(0, 1, 64)[:, None], 3, axis=1)
    for curve in (PQ, HLG):
        plain = on_plain_screen(steps, curve)
        assert (np.diff(plain[:, 0]) >= 0).all() and plain.min() >= 0 and plain.max() <= 1


def test_of_several_pictures_the_default_one_is_the_film(tmp_path: Path) -> None:
    white = drawn_as(tmp_path / "white.mkv", "-c:v", "libx264", lavfi="color=white:s=64x64:r=25")
    black = drawn_as(tmp_path / "black.mkv", "-c:v", "libx264", lavfi="color=black:s=96x64:r=25")
    both = ["-i", white, "-i", black, "-map", "0", "-map", "1", "-c", "copy"]
    films.ffmpeg(*both, "-disposition:v:0", "0", "-disposition:v:1", "default", tmp_path / "second.mkv")
    films.ffmpeg(*both, "-disposition:v:0", "0", "-disposition:v:1", "0", tmp_path / "none.mkv")
    film, frames, _ = shown(tmp_path / "second.mkv", tmp_path)
    assert (film.video_index, film.width) == (1, 96) and frames[0][:64].max() <= 20
    assert [stream.index for stream in film.others] == [0]
    assert open_film(tmp_path / "none.mkv").video_index == 0


def test_a_size_that_changes_on_the_way_is_scaled_like_the_first(tmp_path: Path) -> None:
    first = drawn_as(tmp_path / "a.ts", "-c:v", "libx264", "-bf", "0", lavfi="color=white:s=160x96:r=25")
    second = drawn_as(
        tmp_path / "b.ts",
        *("-c:v", "libx264", "-bf", "0", "-output_ts_offset", str(N / 25)),
        lavfi="color=black:s=96x96:r=25",
    )
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())
    _, frames, times_s = shown(joined, tmp_path)
    assert frames.shape == (2 * N, 144, 160)
    light = frames[:, :96].mean(axis=(1, 2))
    assert (light[:N] > 230).all() and (light[N:] < 20).all()
    assert np.diff(times_s) == pytest.approx(np.full(2 * N - 1, 0.04), abs=1e-6)


def test_one_frame_is_a_film(tmp_path: Path) -> None:
    films.ffmpeg("-f", "lavfi", "-i", "color=white:s=64x64:r=25", "-frames:v", "1", tmp_path / "one.mp4")
    _, frames, times_s = shown(tmp_path / "one.mp4", tmp_path)
    assert len(frames) == 1 and times_s.tolist() == [0.0]


def test_a_hasty_look_sees_the_same_frames_a_little_less_smooth(tmp_path: Path) -> None:
    drawn = films.draw(tmp_path / "film.mp4", size=(320, 180), layout=None, options=["-preset", "fast", "-crf", "38"])
    _, plain, times_s = shown(drawn.path, tmp_path)
    _, hasty, same_s = shown(drawn.path, tmp_path, quick=True)
    assert np.array_equal(times_s, same_s) and plain.shape == hasty.shape
    apart = np.abs(plain.astype(int) - hasty).mean(axis=(1, 2))
    assert 0 < apart.max() < 2.0
    assert np.median(np.diff(np.flatnonzero(apart == 0))) <= 4, "what others build on is left whole"
