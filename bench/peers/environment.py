"""What a figure of a peer needs beside it: versions, the BLAS that NumPy really loaded, its threads, the processor."""
import os
import platform
import re

import numpy as np
import numpy.linalg  # noqa: F401  loads the BLAS, so that the maps below show it

_KNOWN = re.compile(r"(openblas|mkl_rt|mkl_core|blis|accelerate|flexiblas)", re.I)
_ANY = re.compile(r"/lib(blas|cblas|lapack|openblas|mkl|blis|flexiblas)[^/]*\.so", re.I)


def _loaded_libraries():
    try:
        with open("/proc/self/maps") as maps:
            return sorted({line.split(None, 5)[5].strip() for line in maps if line.count(".so") and "/" in line})
    except OSError:
        return []


def _by_threadpoolctl():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return None
    found = [entry for entry in threadpool_info() if entry.get("user_api") == "blas"]
    return found[0] if found else None


def blas():
    """{"library", "version", "architecture", "threads"} of the BLAS in this process; "reference" for Netlib's."""
    entry = _by_threadpoolctl()
    if entry is not None:
        return {"library": entry["internal_api"], "version": entry.get("version"),
                "architecture": entry.get("architecture"), "threads": entry["num_threads"]}
    names = _loaded_libraries()
    known = [name for name in names if _KNOWN.search(os.path.basename(name)) or _KNOWN.search(name)]
    if known or any("numpy" in name and ".libs" in name for name in names):
        library = _KNOWN.search(known[0]).group(1).lower() if known else "bundled with NumPy"
        return {"library": library, "version": None, "architecture": None,
                "threads": int(os.environ.get("OPENBLAS_NUM_THREADS", "0")) or None}
    if any(_ANY.search(name) for name in names):
        return {"library": "reference", "version": None, "architecture": None, "threads": 1}
    return {"library": "unknown", "version": None, "architecture": None, "threads": None}


def refuse_reference_blas():
    """A sentence where NumPy stands on the reference BLAS, whose products would make any library look fast."""
    if blas()["library"] != "reference":
        return None
    return ("NumPy here runs on the reference BLAS, which is no fair peer: install OpenBLAS "
            "(Debian: apt-get install libopenblas0-pthread) or point libblas.so.3 at it")


def _version(name):
    try:
        return __import__(name).__version__
    except ImportError:
        return None


def _processor():
    try:
        with open("/proc/cpuinfo") as text:
            return next(line.split(":", 1)[1].strip() for line in text if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def describe():
    names = {"python": platform.python_version(), "numpy": np.__version__, "scipy": _version("scipy"),
             "scikit-learn": _version("sklearn"), "scikit-image": _version("skimage"), "pyamg": _version("pyamg")}
    return {"versions": {name: value for name, value in names.items() if value}, "blas": blas(),
            "processor": _processor()}
