"""The three sound sources, sample by sample: an oscillator voice, a plucked string, struck modes.

They are plain functions that numba compiles on first use (kept on disk beside the
source or in the user's cache). Each adds one note into ``out``, float32 (n, 2), from
sample ``start``, which may be negative. ``bend`` (frequency ratio) and ``level_db``
hold one value for each ``BLOCK`` samples of ``out``.

References: band-limited wavetables; topology-preserving state-variable filter
(Zavalishin 2012, The Art of VA Filter Design, chapter 4); plucked string by delay
line and loop filter (Karplus and Strong 1983; Jaffe and Smith 1983); modes as
rotating phasors.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

RATE = 48_000.0
BLOCK = 32

# Places of the voice's parameters.
(
    LEVEL, UNISON, SPREAD, WIDTH, FREE_PHASE, NOISE, PULSE, PWM, PWM_HZ, FM_RATIO, FM_INDEX, FM_DECAY, FM_SUSTAIN,
    FILTER, CUTOFF, RESONANCE, ENV_OCT, LEVEL_OCT, LFO_HZ, LFO_OCT, F_ATTACK, F_DECAY, F_SUSTAIN, F_RELEASE,
    ATTACK, DECAY, SUSTAIN, RELEASE, PITCH_ST, PITCH_S, VIB_CENTS, VIB_HZ, VIB_DELAY, JITTER, TREM_HZ, TREM_DEPTH,
    RISE_DB, RISE_OCT, RISE_ST, BURSTS, BURST_S, OSCILLATOR, FLUTTER, PAN, N_VOICE,
) = range(45)  # fmt: skip

# Kinds of filter.
OPEN, LOW12, LOW24, BAND, HIGH = range(5)

# Places of the string's parameters.
S_LEVEL, S_BRIGHT, S_PICK, S_T60, S_DAMP, S_RELEASE, S_NOISE, S_PAN, S_STIFF, S_SOFT, N_STRING = range(11)


def voice(
    out: np.ndarray,
    start: int,
    n_hold: int,
    n_total: int,
    table: np.ndarray,
    f0_hz: float,
    bend: np.ndarray,
    level_db: np.ndarray,
    p: np.ndarray,
    seed: int,
) -> None:
    """Add a note of oscillators or noise through one filter, with envelopes, unison and modulation."""
    n_out = out.shape[0]
    size = table.shape[0] - 1
    n_blocks = bend.shape[0]
    unison = int(p[UNISON])
    kind = int(p[FILTER])
    state = seed
    phase = np.zeros(unison)
    inc = np.zeros(unison)
    detune = np.zeros(unison)
    left = np.zeros(unison)
    right = np.zeros(unison)
    walk = np.zeros(unison)
    vib_phase = np.zeros(unison)
    vib_rate = np.zeros(unison)
    for u in range(unison):
        place = 2.0 * u / (unison - 1) - 1.0 if unison > 1 else 0.0
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        phase[u] = state / 4294967296.0 if p[FREE_PHASE] > 0.0 else 0.0
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        uneven = (state / 2147483648.0 - 1.0) * 0.12 if unison > 1 else 0.0
        detune[u] = math.exp((place + uneven) * p[SPREAD] / 1200.0 * 0.6931471805599453)
        side = place if u % 2 == 0 else -place
        pan = min(1.0, max(-1.0, side * p[WIDTH] + p[PAN]))
        angle = (pan + 1.0) * 0.7853981633974483
        left[u] = math.cos(angle) * 1.4142135623730951 / math.sqrt(unison)
        right[u] = math.sin(angle) * 1.4142135623730951 / math.sqrt(unison)
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        vib_phase[u] = state / 4294967296.0 if unison > 1 else 0.0
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        vib_rate[u] = p[VIB_HZ] * (1.0 + 0.12 * (state / 2147483648.0 - 1.0) * (unison > 1))
    stereo = (unison > 1 and p[WIDTH] > 0.0) or (p[NOISE] > 0.0 and p[WIDTH] > 0.0) or p[PAN] != 0.0
    tremolo = p[TREM_DEPTH] > 0.0
    ca = 1.0 - math.exp(-1.609 / max(1.0, p[ATTACK] * RATE))
    cd = math.exp(-3.0 / max(1.0, p[DECAY] * RATE))
    cr = math.exp(-6.9 / max(1.0, p[RELEASE] * RATE))
    fca = 1.0 - math.exp(-1.609 * BLOCK / max(BLOCK, p[F_ATTACK] * RATE))
    fcd = math.exp(-3.0 * BLOCK / max(BLOCK, p[F_DECAY] * RATE))
    fcr = math.exp(-6.9 * BLOCK / max(BLOCK, p[F_RELEASE] * RATE))
    env = 0.0
    rising = True
    fenv = 0.0
    frising = True
    l1 = l2 = r1 = r2 = 0.0
    l3 = l4 = r3 = r4 = 0.0
    k = 2.0 * (1.0 - p[RESONANCE])
    k1 = 1.848 if kind == LOW24 else k
    g = 0.0
    mod_phase = 0.0
    lfo_phase = 0.0
    if p[FREE_PHASE] > 0.0:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        lfo_phase = state / 4294967296.0
    pulse_phase = lfo_phase
    flutter = 0.0
    max_inc = 0.49
    steps = (n_total + BLOCK - 1) // BLOCK
    trem_l = trem_r = 1.0
    for b in range(steps):
        i0 = b * BLOCK
        t = i0 / RATE
        at = (start + i0) // BLOCK
        at = 0 if at < 0 else (n_blocks - 1 if at >= n_blocks else at)
        along = min(1.0, i0 / max(1, n_hold))
        # the filter's envelope, stepped once a block
        if i0 < n_hold:
            if frising:
                fenv += (1.25 - fenv) * fca
                if fenv >= 1.0:
                    fenv = 1.0
                    frising = False
            else:
                fenv = p[F_SUSTAIN] + (fenv - p[F_SUSTAIN]) * fcd
        else:
            fenv *= fcr
        lfo_phase += p[LFO_HZ] * BLOCK / RATE
        cutoff = p[CUTOFF] * math.exp(
            0.6931471805599453
            * (
                p[ENV_OCT] * fenv
                + p[LEVEL_OCT] * level_db[at] * 0.1
                + p[LFO_OCT] * math.sin(6.283185307179586 * lfo_phase)
                + p[RISE_OCT] * along * along
            )
        )
        cutoff = min(21000.0, max(16.0, cutoff))
        g_next = math.tan(3.141592653589793 * cutoff / RATE)
        if b == 0:
            g = g_next
        dg = (g_next - g) / BLOCK
        # pitch: envelope, bend, vibrato of each unison voice, slow random walk
        vib_grow = min(1.0, max(0.0, (t - p[VIB_DELAY]) / 0.5)) if p[VIB_CENTS] > 0.0 else 0.0
        steady = p[PITCH_ST] * math.exp(-3.0 * t / max(1e-4, p[PITCH_S])) / 12.0 + p[RISE_ST] * along * along / 12.0
        for u in range(unison):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            walk[u] = walk[u] * 0.9985 + (state / 2147483648.0 - 1.0) * 0.095
            vib_phase[u] += vib_rate[u] * BLOCK / RATE
            cents = p[JITTER] * walk[u] + p[VIB_CENTS] * vib_grow * math.sin(6.283185307179586 * vib_phase[u])
            octaves = steady + cents / 1200.0
            ratio = detune[u] * math.exp(0.6931471805599453 * octaves)
            inc[u] = min(max_inc, f0_hz * bend[at] * ratio / RATE)
        width = p[PULSE]
        if width > 0.0:
            pulse_phase += p[PWM_HZ] * BLOCK / RATE
            width = min(0.95, max(0.05, width + p[PWM] * math.sin(6.283185307179586 * pulse_phase)))
        index = p[FM_INDEX] * (p[FM_SUSTAIN] + (1.0 - p[FM_SUSTAIN]) * math.exp(-3.0 * t / max(1e-4, p[FM_DECAY])))
        mod_inc = p[FM_RATIO] * f0_hz * bend[at] / RATE
        if tremolo:
            swing = p[TREM_DEPTH] * math.sin(6.283185307179586 * p[TREM_HZ] * t)
            trem_l = 1.0 + swing
            trem_r = 1.0 - swing
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        flutter = flutter * 0.97 + (state / 2147483648.0 - 1.0) * 0.24
        gain = p[LEVEL] * math.exp(0.1151292546 * p[RISE_DB] * (along - 1.0)) * (1.0 + p[FLUTTER] * flutter)
        last = min(BLOCK, n_total - i0)
        for j in range(last):
            i = i0 + j
            # amplitude
            if i < n_hold:
                if rising:
                    env += (1.25 - env) * ca
                    if env >= 1.0:
                        env = 1.0
                        rising = False
                else:
                    env = p[SUSTAIN] + (env - p[SUSTAIN]) * cd
            else:
                env *= cr
            # source
            xl = 0.0
            xr = 0.0
            if p[OSCILLATOR] > 0.0:
                for u in range(unison):
                    ph = phase[u] + inc[u]
                    if ph >= 1.0:
                        ph -= 1.0
                    phase[u] = ph
                    if index > 0.0:
                        ph = ph + index * math.sin(6.283185307179586 * mod_phase)
                        ph -= math.floor(ph)
                    x = ph * size
                    n = int(x)
                    s = table[n] + (x - n) * (table[n + 1] - table[n])
                    if width > 0.0:
                        other = ph + width
                        if other >= 1.0:
                            other -= 1.0
                        x = other * size
                        n = int(x)
                        s -= table[n] + (x - n) * (table[n + 1] - table[n])
                    xl += s * left[u]
                    xr += s * right[u]
                if index > 0.0:
                    mod_phase += mod_inc
                    if mod_phase >= 1.0:
                        mod_phase -= 1.0
            if p[NOISE] > 0.0:
                state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                white = (state / 2147483648.0 - 1.0) * p[NOISE]
                xl += white
                if stereo:
                    state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
                    xr += (state / 2147483648.0 - 1.0) * p[NOISE] * p[WIDTH] + white * (1.0 - p[WIDTH])
                else:
                    xr += white
            # filter
            if kind != OPEN:
                g += dg
                a1 = 1.0 / (1.0 + g * (g + k1))
                a2 = g * a1
                a3 = g * a2
                v3 = xl - l2
                v1 = a1 * l1 + a2 * v3
                v2 = l2 + a2 * l1 + a3 * v3
                l1 = 2.0 * v1 - l1
                l2 = 2.0 * v2 - l2
                if kind == BAND:
                    xl = k * v1
                elif kind == HIGH:
                    xl = xl - k * v1 - v2
                else:
                    xl = v2
                if kind == LOW24:
                    b1 = 1.0 / (1.0 + g * (g + k))
                    b2 = g * b1
                    b3 = g * b2
                    v3 = xl - l4
                    v1 = b1 * l3 + b2 * v3
                    v2 = l4 + b2 * l3 + b3 * v3
                    l3 = 2.0 * v1 - l3
                    l4 = 2.0 * v2 - l4
                    xl = v2
                if stereo:
                    v3 = xr - r2
                    v1 = a1 * r1 + a2 * v3
                    v2 = r2 + a2 * r1 + a3 * v3
                    r1 = 2.0 * v1 - r1
                    r2 = 2.0 * v2 - r2
                    if kind == BAND:
                        xr = k * v1
                    elif kind == HIGH:
                        xr = xr - k * v1 - v2
                    else:
                        xr = v2
                    if kind == LOW24:
                        v3 = xr - r4
                        v1 = b1 * r3 + b2 * v3
                        v2 = r4 + b2 * r3 + b3 * v3
                        r3 = 2.0 * v1 - r3
                        r4 = 2.0 * v2 - r4
                        xr = v2
            if not stereo:
                xr = xl
            amp = env * gain
            if p[BURSTS] > 0.0 and i < p[BURSTS] * p[BURST_S] * RATE:
                since = i / RATE / p[BURST_S]
                amp *= math.exp(-4.0 * (since - math.floor(since)))
            if n_total - i < 240:
                amp *= (n_total - i) / 240.0
            o = start + i
            if 0 <= o < n_out:
                out[o, 0] += xl * amp * trem_l
                out[o, 1] += xr * amp * trem_r


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
    write = 0
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
        base = write - whole
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
        line[write % length] = y
        write += 1
        if n_total - i < 480:
            y *= (n_total - i) / 480.0
        o = start + i
        if 0 <= o < n_out:
            out[o, 0] += y * left
            out[o, 1] += y * right


def modes(
    out: np.ndarray,
    start: int,
    n_hold: int,
    n_total: int,
    freq_hz: np.ndarray,
    amp_left: np.ndarray,
    amp_right: np.ndarray,
    phase: np.ndarray,
    t60_s: np.ndarray,
    release_s: float,
    attack_s: float,
) -> None:
    """Add struck modes: each rings at its frequency and dies with its own T60, sooner once released."""
    n_out = out.shape[0]
    n_attack = max(1, int(attack_s * RATE))
    for m in range(freq_hz.shape[0]):
        if freq_hz[m] >= 0.45 * RATE or freq_hz[m] < 12.0:
            continue
        w = 6.283185307179586 * freq_hz[m] / RATE
        r = math.exp(-6.907755 / (t60_s[m] * RATE))
        r_off = math.exp(-6.907755 / (min(t60_s[m], release_s) * RATE))
        cos_w = math.cos(w)
        sin_w = math.sin(w)
        re = math.cos(phase[m])
        im = math.sin(phase[m])
        peak = max(amp_left[m], amp_right[m])
        left = amp_left[m]
        right = amp_right[m]
        gain_re = cos_w * r
        gain_im = sin_w * r
        size = 1.0
        for i in range(n_total):
            if i == n_hold:
                gain_re = cos_w * r_off
                gain_im = sin_w * r_off
            if i % 512 == 0:
                size = math.sqrt(re * re + im * im)
                if size * peak < 1e-6:
                    break
            re, im = re * gain_re - im * gain_im, re * gain_im + im * gain_re
            y = im
            if i < n_attack:
                y *= (i + 1) / n_attack
            if n_total - i < 480:
                y *= (n_total - i) / 480.0
            o = start + i
            if 0 <= o < n_out:
                out[o, 0] += y * left
                out[o, 1] += y * right


@cache
def compiled(kernel: Callable) -> Callable[..., Any]:
    """Return a kernel as machine code, kept on disk where a folder can be written, else made anew each run."""
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(kernel)
    except RuntimeError:  # neither the package's folder nor the user's cache can be written
        return numba.njit(**options)(kernel)
