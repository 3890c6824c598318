"""The oscillator voice, sample by sample: waves or noise, one filter, envelopes, unison, modulation.

References: band-limited wavetables (``waves``); topology-preserving state-variable filter
(Zavalishin 2012, The Art of VA Filter Design, chapter 4).
"""

import math

import numpy as np

from scorecut.sound.synth.kernels import BLOCK, RATE

# Places of the voice's parameters.
(
    LEVEL, UNISON, SPREAD, WIDTH, FREE_PHASE, BEGINS, NOISE, PULSE, PWM, PWM_HZ, FM_RATIO, FM_INDEX, FM_DECAY, FM_SUSTAIN,
    FILTER, CUTOFF, RESONANCE, ENV_OCT, LEVEL_OCT, LFO_HZ, LFO_OCT, F_ATTACK, F_DECAY, F_SUSTAIN, F_RELEASE,
    ATTACK, DECAY, SUSTAIN, RELEASE, PITCH_ST, PITCH_S, VIB_CENTS, VIB_HZ, VIB_DELAY, JITTER, TREM_HZ, TREM_DEPTH,
    RISE_DB, RISE_OCT, RISE_ST, BURSTS, BURST_S, OSCILLATOR, FLUTTER, PAN, N_VOICE,
) = range(46)  # fmt: skip

# Kinds of filter.
OPEN, LOW12, LOW24, BAND, HIGH = range(5)


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
        phase[u] = state / 4294967296.0 if p[FREE_PHASE] > 0.0 else p[BEGINS]
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
