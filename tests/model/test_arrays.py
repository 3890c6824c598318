"""Arrays give back what they took."""

import subprocess
import sys
from pathlib import Path

HELD = """
import os
import numpy as np
from scorecut.model.arrays import own_memory
from tests.bench import MIB, pss

own_memory()
np.ones(3 << 20)  # by itself glibc learns from the first large array that goes
before = pss(os.getpid())
large, small = [], []
for _ in range(60):
    large.append(np.ones(1 << 17))
    small.append(np.ones(2048))  # 16 kB
large.clear()
print((pss(os.getpid()) - before) / MIB)
"""


def test_large_arrays_give_their_memory_back_whatever_small_ones_stay():
    command = [sys.executable, "-c", HELD]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout
    assert float(told) < 10
