"""Fourier transforms by NumPy and by scipy.fft; the latter with as many workers as obol has threads."""
import os

import numpy as np
import scipy.fft

WORKERS = int(os.environ.get("OBOL_NUM_THREADS", "2"))


def _operand(shape, real, dtype):
    random = np.random.default_rng(1)
    x = random.uniform(-1, 1, shape)
    return x.astype(dtype) if real else (x + 1j * random.uniform(-1, 1, shape)).astype(dtype)


def _numpy(function, real=False):
    def prepare(shape, dtype):
        x = _operand(shape, real, dtype)
        return lambda: getattr(np.fft, function)(x)

    return prepare


def _scipy(function, real=False):
    def prepare(shape, dtype):
        x = _operand(shape, real, dtype)
        return lambda: getattr(scipy.fft, function)(x, workers=WORKERS)

    return prepare


CASES = {
    "fft_numpy": _numpy("fft"),
    "fft_scipy": _scipy("fft"),
    "fftn_numpy": _numpy("fftn"),
    "fftn_scipy": _scipy("fftn"),
    "rfft_numpy": _numpy("rfft", real=True),
    "rfft_scipy": _scipy("rfft", real=True),
}
