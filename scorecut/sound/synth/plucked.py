"""A plucked string, sample by sample: a delay line whose loop loses treble first.

References: Karplus and Strong 1983, Jaffe and Smith 1983 (Computer Music Journal 7:2):
fractional tuning, stiffness by an allpass, the picking place as a comb.
"""

import math

import numpy as np

from scorecut.sound.synth.kernels import BLOCK, RATE

# Places of the string's parameters.
S_LEVEL, S_BRIGHT, S_PICK, S_T60, S_DAMP, S_RELEASE, S_NOISE, S_PAN, S_STIFF, S_SOFT, N_STRING = range(11)


def string(
    out: np.ndarray,
    start: int,
    n_hold: int,
    n_total: int,
    f0_hz: float,
    bend: np.ndarray,
    p: np.ndarray,
    seed: int,
) -> None:
    """Add a plucked string: a pulse and noise into a delay line whose loop loses treble first."""
    n_out = out.shape[0]
    n_blocks = bend.shape[0]
    length = int(RATE / f0_hz * 2.2) + 16
    line = np.zeros(length)
    w = 6.283185307179586 * f0_hz / RATE
    damp = p[S_DAMP]
    stiff = p[S_STIFF]
    # phase delay of the loop's low-pass and of its allpass at the fundamental, samples
    low_delay = math.atan2(damp * math.sin(w), 1.0 - damp * math.cos(w)) / w
    low_gain = (1.0 - damp) / math.sqrt(1.0 - 2.0 * damp * math.cos(w) + damp * damp)
    pass_delay = 0.0
    if stiff != 0.0:
        num = math.atan2(-math.sin(w), stiff + math.cos(w))
        den = math.atan2(-stiff * math.sin(w), 1.0 + stiff * math.cos(w))
        pass_delay = -(num - den) / w
    hold_gain = min(0.99999, math.pow(10.0, -3.0 / (f0_hz * p[S_T60])) / low_gain)
    hold_gain = min(hold_gain, 0.99999 / low_gain)
    off_gain = math.pow(10.0, -3.0 / (f0_hz * p[S_RELEASE])) / low_gain
    off_gain = min(hold_gain, off_gain)
    period = RATE / f0_hz
    pick = max(1, int(p[S_PICK] * period))
    n_excite = int(period) + pick + 4
    soft = p[S_SOFT]
    state = seed
    e1 = e2 = 0.0
    ring = np.zeros(pick)
    low = 0.0
    ap_x = ap_y = 0.0
    angle = (p[S_PAN] + 1.0) * 0.7853981633974483
    left = math.cos(angle) * 1.4142135623730951 * p[S_LEVEL]
    right = math.sin(angle) * 1.4142135623730951 * p[S_LEVEL]
    wander = 0.0
    for i in range(n_total):
        if i % BLOCK == 0:
            at = (start + i) // BLOCK
            at = 0 if at < 0 else (n_blocks - 1 if at >= n_blocks else at)
            delay = max(4.0, period / bend[at] - low_delay - pass_delay)
            whole = int(delay) - 1
            frac = delay - whole
            # four-point Lagrange around the fraction (1 <= frac < 2)
            d0 = -(frac - 1.0) * (frac - 2.0) * (frac - 3.0) / 6.0
            d1 = frac * (frac - 2.0) * (frac - 3.0) / 2.0
            d2 = -frac * (frac - 1.0) * (frac - 3.0) / 2.0
            d3 = frac * (frac - 1.0) * (frac - 2.0) / 6.0
        # the pluck: a softened pulse with some noise, without what the picking place cancels
        excite = 0.0
        if i < n_excite:
            raw = 1.0 / period * 12.0 if i == 0 else 0.0
            if i < period:
                state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                wander = state / 2147483648.0 - 1.0
                raw += wander * p[S_NOISE] / math.sqrt(period)
            e1 = e1 + (raw - e1) * p[S_BRIGHT]
            e2 = e2 + (e1 - e2) * soft
            excite = e2 - ring[i % pick]
            ring[i % pick] = e2
        base = i - whole
        x = 0.0
        q = base % length
        x += d0 * line[q]
        q = (base - 1) % length
        x += d1 * line[q]
        q = (base - 2) % length
        x += d2 * line[q]
        q = (base - 3) % length
        x += d3 * line[q]
        low = (1.0 - damp) * x + damp * low
        y = low
        if stiff != 0.0:
            y = stiff * low + ap_x - stiff * ap_y
            ap_x = low
            ap_y = y
        y = y * (hold_gain if i < n_hold else off_gain) + excite
        line[i % length] = y
        if n_total - i < 480:
            y *= (n_total - i) / 480.0
        o = start + i
        if 0 <= o < n_out:
            out[o, 0] += y * left
            out[o, 1] += y * right
