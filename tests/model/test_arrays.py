"""Arrays give back what they took."""

import platform
import subprocess
import sys

import pytest

HELD = """
import sys
import numpy as np
from scorecut.model.arrays import own_memory

def resident_mib():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

if sys.argv[1] == "own":
    own_memory()
np.ones(3 << 20)  # glibc learns from the first large array that goes
before = resident_mib()
large, small = [], []
for _ in range(60):
    large.append(np.ones(1 << 17))
    small.append(np.ones(64))
large.clear()
print(resident_mib() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone is asked")
def test_large_arrays_give_their_memory_back_whatever_small_ones_stay():
    def kept_mib(how: str) -> float:
        return float(
            subprocess.run([sys.executable, "-c", HELD, how], capture_output=True, text=True, check=True).stdout
        )

    assert kept_mib("own") < 10 < kept_mib("as it is")
