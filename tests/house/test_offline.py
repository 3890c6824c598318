"""A run never touches the network: every look-up of a name and every connection in the process would be seen."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import scorecut
from tests.films import draw

#: Read by Python at its start: writes down whatever the process asks of the network, then refuses it.
SPY = """
import os, sys

def seen(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["SCORECUT_TEST_LOG"], "a") as log:
            log.write(f"{event} {args[-1]!r}\\n")
        raise OSError("the network is closed")

sys.addaudithook(seen)
"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("film") / "film.mp4", seconds=3, size=(96, 54), cuts=[40]).path


def spied_on(folder: Path, log: Path) -> dict[str, str]:
    """The environment of a process that writes its network calls into ``log``."""
    (folder / "sitecustomize.py").write_text(SPY)
    root = Path(__file__).parents[2]
    return {
        "PYTHONPATH": f"{folder}:{root}",
        "SCORECUT_TEST_LOG": str(log),
        "SCORECUT_SOUNDFONT": "none",
        "HF_HOME": str(folder / "hub"),
        "TORCH_HOME": str(folder / "torch"),
    }


@pytest.mark.xdist_group("readme")
def test_a_whole_run_asks_nothing_of_the_network(film: Path, tmp_path: Path):
    log = tmp_path / "log"
    done = scorecut(film, "-o", tmp_path / "out.mp4", "--package", cwd=tmp_path, **spied_on(tmp_path, log))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.mp4").is_file() and (tmp_path / "out.score").is_dir()
    assert not log.exists(), log.read_text()


def test_the_spy_sees_a_look_up(tmp_path: Path):
    import os
    import sys

    log = tmp_path / "log"
    code = "import socket\ntry: socket.create_connection(('localhost', 9))\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **spied_on(tmp_path, log)}, check=True)
    assert "socket." in log.read_text()


def _unshared() -> list[str] | None:
    """The words that run a command without any network (Linux, where users may do that); None elsewhere."""
    tool = shutil.which("unshare")
    if tool is None or subprocess.run([tool, "-rn", "true"], capture_output=True).returncode:
        return None
    return [tool, "-rn"]


@pytest.mark.xdist_group("readme")
@pytest.mark.skipif(_unshared() is None, reason="this system lets nobody close the network for one process")
def test_a_run_without_any_network_gives_the_same_film(film: Path, tmp_path: Path):
    import os
    import sys

    words = _unshared()
    assert words is not None
    common = {"SCORECUT_SOUNDFONT": "none"}
    with_network = scorecut(film, "-o", tmp_path / "a.mp4", cwd=tmp_path, **common)
    command = [*words, sys.executable, "-m", "scorecut", str(film), "-o", str(tmp_path / "b.mp4")]
    without = subprocess.run(command, env={**os.environ, **common}, capture_output=True, text=True, timeout=120)
    assert with_network.returncode == without.returncode == 0, without.stderr
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
