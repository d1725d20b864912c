"""SciPy's eigsh and spsolve on the matrices of eigsh.bench.ts; the random one has the same law, not the same numbers."""
import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from work import Work


def _random(n, pairs):
    rng = np.random.default_rng(11)
    half = sparse.coo_matrix((rng.uniform(size=pairs), rng.integers(0, n, (2, pairs))), shape=(n, n))
    return (half + half.T).tocsr()


def _grid(side):
    path = sparse.diags([np.full(side - 1, -1.0), np.full(side, 2.0), np.full(side - 1, -1.0)], [-1, 0, 1])
    one = sparse.identity(side)
    return (sparse.kron(one, path) + sparse.kron(path, one)).tocsc()


def _eigsh(matrix="random", side=500, n=20000, pairs=950000, which="LM", sigma=None):
    a = _random(n, pairs) if matrix == "random" else _grid(side)
    return Work(lambda: linalg.eigsh(a, k=6, which=which, sigma=sigma), describe=lambda r: r[0].tolist(), warm=False)


def _spsolve(side=500):
    a, b = _grid(side), np.ones(side * side)
    return Work(lambda: linalg.spsolve(a, b), warm=False)


CASES = {"eigsh": _eigsh, "spsolve": _spsolve}
