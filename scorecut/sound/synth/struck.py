"""Struck modes, sample by sample: rotating phasors that die away (bells, bars, skins, piano strings)."""

import math

import numpy as np

from scorecut.sound.synth.kernels import RATE


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
