#!/usr/bin/env python3
"""The same work as obol's benchmarks, done by NumPy, SciPy and scikit-learn.

As a program, one measurement:

    python3 bench/peers/peer.py add '{"n": 10000000}' --repeat 7
    python3 bench/peers/peer.py --list

As a peer, so that a benchmark can take turns with it on the same machine in the same minute: started with --serve it
says one JSON line about itself, then reads commands from standard input and answers each with one JSON line:

    run NAME {"argument": value, "repeat": 3}     time NAME; what it prepares is kept while name and arguments stay
    drop                                          forget what was prepared
    quit

An answer is {"name", "arguments", "seconds" (median), "runs" (each one), "calls" (per run), "result", "versions",
"blas"}, or {"name", "error"}. Seconds are wall seconds of one call.

Two threads, unless the environment already names another number. OPENBLAS_CORETYPE is cleared, so that OpenBLAS
chooses its kernels itself (--keep-coretype leaves it); NumPy on the reference BLAS is refused.
"""
import os
import sys

THREADS = os.environ.get("OBOL_NUM_THREADS", "2")
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, THREADS)
if "--keep-coretype" not in sys.argv:
    os.environ.pop("OPENBLAS_CORETYPE", None)

import argparse  # noqa: E402  (the environment must be set before NumPy loads its BLAS)
import gc  # noqa: E402
import json  # noqa: E402
import time  # noqa: E402

from environment import describe, refuse_reference_blas  # noqa: E402
from work import as_work  # noqa: E402


def load_cases():
    """Name -> prepare(arguments), which returns a function to time, or a Work."""
    import numpy_cases

    cases = dict(numpy_cases.CASES)
    for module in ("scipy_cases", "sklearn_cases", "fft_cases", "csgraph_cases", "eigsh_cases"):
        try:
            cases.update(__import__(module).CASES)
        except ImportError as error:
            print(f"peer.py: {module} is left out: {error}", file=sys.stderr)
    return cases


class Peer:
    def __init__(self):
        self.cases = load_cases()
        self.key = self.work = None
        self.about = describe()

    def run(self, name, arguments):
        arguments = dict(arguments)
        repeat = int(arguments.pop("repeat", 1))
        if name not in self.cases:
            return {"name": name, "error": f"no such measurement; there are {', '.join(sorted(self.cases))}"}
        key = (name, json.dumps(arguments, sort_keys=True))
        if self.key != key:
            self.drop()
            self.work = as_work(self.cases[name](**arguments))
            self.key = key
            if self.work.warm:
                self.work.call()
        call, calls = self.work.call, self.work.calls
        runs, result = [], None
        for _ in range(repeat):
            gc.collect()
            start = time.perf_counter()
            result = call()
            runs.append((time.perf_counter() - start) / calls)
        return {"name": name, "arguments": arguments, "seconds": sorted(runs)[len(runs) // 2], "runs": runs,
                "calls": calls, "result": self.work.describe(result), **self.about}

    def drop(self):
        self.key = self.work = None
        gc.collect()


def answer(value):
    print(json.dumps(value), flush=True)


def guarded(peer, name, arguments):
    try:
        return peer.run(name, arguments)
    except Exception as error:  # whoever asked decides what a failed peer means
        return {"name": name, "error": f"{type(error).__name__}: {error}"}


def serve(peer):
    answer({"ready": True, "measurements": sorted(peer.cases), **peer.about})
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "quit":
            return
        if word == "drop":
            peer.drop()
            answer({"dropped": True})
        elif word == "run":
            name, _, text = rest.partition(" ")
            answer(guarded(peer, name, json.loads(text or "{}")))
        elif word:
            answer({"error": f"unknown command {word}"})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?")
    parser.add_argument("arguments", nargs="?", default="{}")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep-coretype", action="store_true")
    options = parser.parse_args()
    refusal = refuse_reference_blas()
    if refusal:
        answer({"error": refusal})
        return 3
    peer = Peer()
    if options.serve:
        serve(peer)
        return 0
    if options.list or options.name is None:
        print("\n".join(sorted(peer.cases)))
        return 0
    reply = guarded(peer, options.name, {"repeat": options.repeat, **json.loads(options.arguments)})
    answer(reply)
    return 1 if "error" in reply else 0


if __name__ == "__main__":
    sys.exit(main())
