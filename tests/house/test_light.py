"""A quick start: what the command imports before it knows what it is asked."""

import os
import subprocess
import sys

HEAVY = ("numpy", "scipy", "cv2", "torch", "librosa", "numba", "open_clip", "rich", "jinja2", "mido", "opentimelineio")


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_help_imports_nothing_heavy():
    told = python(
        "import sys; from scorecut.__main__ import run; run(['--help']); "
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert "Usage: scorecut" in told
    assert told.rstrip().endswith("heavy: []")


def test_help_of_a_command_imports_nothing_heavy():
    told = python(
        "import sys; from scorecut.__main__ import run; run(['score', '--help']); "
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert "--music-level" in told
    assert told.rstrip().endswith("heavy: []")


def test_help_is_there_in_less_than_a_third_of_a_second():
    """Of processor time, which a busy machine hardly changes: it waits for nothing."""
    spent_s = []
    for _ in range(5):
        before = os.times()
        subprocess.run([sys.executable, "-m", "scorecut", "--help"], capture_output=True, check=True, env=os.environ)
        after = os.times()
        spent_s.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent_s) < 0.3


def test_importing_the_pipeline_loads_neither_torch_nor_cv2():
    heavy = ("cv2", "torch", "librosa", "numba", "open_clip", "scipy")
    told = python(f"import sys, scorecut.pipeline; print([name for name in {heavy!r} if name in sys.modules])")
    assert told.strip() == "[]"
