"""NumPy's side of the dense measurements. `into` writes to an existing array, which saves NumPy the new pages."""
import numpy as np

from work import Work


def _operands(n, dtype):
    random = np.random.default_rng(1)
    return random.uniform(0.5, 2.0, n).astype(dtype), random.uniform(0.5, 2.0, n).astype(dtype)


def _binary(function):
    def prepare(n=10_000_000, dtype="float64", into=False):
        a, b = _operands(n, dtype)
        out = np.empty_like(a) if into else None
        return lambda: function(a, b, out=out)

    return prepare


def _unary(function):
    def prepare(n=10_000_000, dtype="float64", into=False):
        a, _ = _operands(n, dtype)
        out = np.empty_like(a) if into else None
        return lambda: function(a, out=out)

    return prepare


def _where(n=10_000_000, dtype="float64"):
    a, b = _operands(n, dtype)
    mask = a < b
    return lambda: np.where(mask, a, b)


def _sum(n=10_000_000, dtype="float64"):
    a, _ = _operands(n, dtype)
    return lambda: float(np.sum(a))


def _add_small(n=10, calls=200_000):
    a, b = _operands(n, "float64")

    def loop():
        add = np.add
        for _ in range(calls):
            add(a, b)

    return Work(loop, calls)


def _matmul(n=2048, dtype="float64"):
    random = np.random.default_rng(1)
    a, b = random.standard_normal((n, n)).astype(dtype), random.standard_normal((n, n)).astype(dtype)
    return lambda: a @ b


def _linalg(name="solve", n=1024, count=1):
    x = np.random.default_rng(1).uniform(-1, 1, (count, n, n))
    s = x @ x.transpose(0, 2, 1) + np.eye(n)
    b = np.random.default_rng(2).uniform(-1, 1, (count, n, 1))
    calls = {
        "solve": lambda: np.linalg.solve(x, b),
        "svdvals": lambda: np.linalg.svd(x, compute_uv=False),
        "vector_norm": lambda: np.linalg.norm(x.reshape(-1)),
    }
    of = s if name in ("eigh", "eigvalsh", "cholesky") else x
    return calls.get(name) or (lambda: getattr(np.linalg, name)(of))


def _sets(name="unique_all", n=1_000_000, dtype="float64", limit=1):
    x = np.random.default_rng(1).uniform(0, limit, n).astype(dtype)
    parts = {
        "unique_values": {},
        "unique_counts": {"return_counts": True},
        "unique_inverse": {"return_inverse": True},
        "unique_all": {"return_index": True, "return_inverse": True, "return_counts": True},
    }
    return (lambda: np.unique(x, **parts[name])) if name in parts else (lambda: np.sort(x))


CASES = {
    "sets": _sets,
    "linalg": _linalg,
    "add": _binary(np.add),
    "multiply": _binary(np.multiply),
    "divide": _binary(np.divide),
    "sqrt": _unary(np.sqrt),
    "exp": _unary(np.exp),
    "log": _unary(np.log),
    "sin": _unary(np.sin),
    "where": _where,
    "sum": _sum,
    "add_small": _add_small,
    "matmul": _matmul,
}
