"""SciPy's side of the sparse measurements: the five-point graph of a square picture, like that of img_to_graph."""
import numpy as np
from scipy import sparse
from scipy.ndimage import gaussian_filter


def grid_matrix(side, dtype):
    """The grid graph of side * side nodes with a full diagonal and weights from a fixed stream."""
    node = np.arange(side * side).reshape(side, side)
    first = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    second = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    weight = np.random.default_rng(1).uniform(0.1, 1.0, first.size)
    diagonal = node.ravel()
    row = np.concatenate([first, second, diagonal])
    col = np.concatenate([second, first, diagonal])
    data = np.concatenate([weight, weight, np.ones(diagonal.size)]).astype(dtype)
    return sparse.csr_matrix((data, (row, col)), shape=(side * side, side * side))


def _csr_vector(side=1000, dtype="float64"):
    matrix = grid_matrix(side, dtype)
    x = np.random.default_rng(2).uniform(size=matrix.shape[0]).astype(dtype)
    return lambda: matrix @ x


def _csr_matrix(side=1000, columns=32, dtype="float64"):
    matrix = grid_matrix(side, dtype)
    x = np.random.default_rng(2).uniform(size=(matrix.shape[0], columns)).astype(dtype)
    return lambda: matrix @ x


def _coo_to_csr(side=1000, dtype="float64"):
    matrix = grid_matrix(side, dtype).tocoo()
    return lambda: matrix.tocsr()


def _gaussian_filter(side=1000, sigma=2):
    picture = np.random.default_rng(3).integers(0, 256, (side, side), dtype=np.uint8)
    return lambda: gaussian_filter(picture, sigma=sigma)


CASES = {
    "csr_vector": _csr_vector,
    "csr_matrix": _csr_matrix,
    "coo_to_csr": _coo_to_csr,
    "gaussian_filter": _gaussian_filter,
}
