"""SciPy's side of the sparse measurements: the five-point graph of a square picture, like that of img_to_graph, and
matrices with a number of elements a row at places that a hash gives (bench/support/matrices.ts makes the same ones)."""
import numpy as np
from scipy import sparse
from scipy.ndimage import gaussian_filter


def grid_parts(side, dtype):
    """The grid graph of side * side nodes with a full diagonal: edges to the right, down, back, then the diagonal."""
    node = np.arange(side * side, dtype=np.int32).reshape(side, side)
    first = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    second = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    weight = np.random.default_rng(1).uniform(0.1, 1.0, first.size)
    diagonal = node.ravel()
    row = np.concatenate([first, second, diagonal])
    col = np.concatenate([second, first, diagonal])
    data = np.concatenate([weight, weight, np.ones(diagonal.size)]).astype(dtype)
    return data, row, col, side * side


def hashed_parts(n, per_row, dtype, seed=0):
    """Entry e of row i lies in column hash(i * per_row + e) mod n."""
    h = np.arange(n * per_row, dtype=np.uint32) + np.uint32(seed)
    for shift, factor in ((15, 0x2C1B3C6D), (12, 0x297A2D39)):
        h = (h ^ (h >> np.uint32(shift))) * np.uint32(factor)
    h ^= h >> np.uint32(15)
    row = np.repeat(np.arange(n, dtype=np.int32), per_row)
    data = np.random.default_rng(1).uniform(0.1, 1.0, row.size).astype(dtype)
    return data, row, (h % np.uint32(n)).astype(np.int32), n


def coo(kind, dtype="float64", seed=0, **size):
    parts = grid_parts(dtype=dtype, **size) if kind == "grid" else hashed_parts(dtype=dtype, seed=seed, **size)
    data, row, col, n = parts
    return sparse.coo_matrix((data, (row, col)), shape=(n, n))


def _csr_vector(**matrix):
    a = coo(**matrix).tocsr()
    x = np.random.default_rng(2).uniform(size=a.shape[0]).astype(a.dtype)
    return lambda: a @ x


def _csr_matrix(columns=32, **matrix):
    a = coo(**matrix).tocsr()
    x = np.random.default_rng(2).uniform(size=(a.shape[0], columns)).astype(a.dtype)
    return lambda: a @ x


def _csr_csr(**matrix):
    a = coo(**matrix).tocsr()

    def product():
        c = a @ a
        c.sort_indices()
        return c

    return product


def _csr_add(**matrix):
    a, b = coo(**matrix).tocsr(), coo(seed=1, **matrix).tocsr()
    return lambda: a + b


def _csr_rows(**matrix):
    a = coo(**matrix).tocsr()
    rows = np.random.default_rng(3).permutation(a.shape[0]).astype(np.int32)
    return lambda: a[rows]


def _csr_transpose(**matrix):
    a = coo(**matrix).tocsr()
    return lambda: a.T.tocsr()


def _coo_to_csr(order="given", **matrix):
    """order: as the parts come, sorted, or shuffled."""
    a = coo(**matrix)
    if order == "sorted":
        a = a.tocsr().tocoo()
    if order == "shuffled":
        at = np.random.default_rng(4).permutation(a.nnz)
        a = sparse.coo_matrix((a.data[at], (a.row[at], a.col[at])), shape=a.shape)

    def convert():
        c = a.tocsr()
        c.sort_indices()
        return c

    return convert


def _gaussian_filter(side=1000, sigma=2):
    picture = np.random.default_rng(3).integers(0, 256, (side, side), dtype=np.uint8)
    return lambda: gaussian_filter(picture, sigma=sigma)


CASES = {
    "csr_vector": _csr_vector,
    "csr_matrix": _csr_matrix,
    "csr_csr": _csr_csr,
    "csr_add": _csr_add,
    "csr_rows": _csr_rows,
    "csr_transpose": _csr_transpose,
    "coo_to_csr": _coo_to_csr,
    "gaussian_filter": _gaussian_filter,
}
