"""SciPy's side of the graph measurements: grids and a random graph of the sizes in bench/csgraph.bench.ts."""
import functools

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph


def _graph(n, row, col):
    weights = np.random.default_rng(3).uniform(0.1, 1, row.size)
    return sparse.csr_matrix((weights, (row, col)), shape=(n, n))


def _grid(side, shuffled):
    node = np.arange(side * side)
    if shuffled:
        node = np.random.default_rng(5).permutation(node)
    node = node.reshape(side, side)
    first = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    second = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    return _graph(side * side, np.concatenate([first, second]), np.concatenate([second, first]))


def _random(n, edges):
    row, col = np.random.default_rng(7).integers(0, n, (2, edges))
    return _graph(n, row, col)


@functools.lru_cache(1)
def _made(name):
    return {"grid": lambda: _grid(200, False), "shuffled": lambda: _grid(700, True),
            "random": lambda: _random(200_000, 1_000_000)}[name]()


_INDICES = np.arange(100) * 397
_CALLS = {
    "dijkstra": lambda graph: csgraph.dijkstra(graph, indices=_INDICES),
    "dijkstra undirected": lambda graph: csgraph.dijkstra(graph, indices=_INDICES, directed=False),
    "dijkstra one source": lambda graph: csgraph.dijkstra(graph, indices=0),
    "minimum spanning tree": csgraph.minimum_spanning_tree,
    "minimum spanning tree of a grid": csgraph.minimum_spanning_tree,
    "strong components": lambda graph: csgraph.connected_components(graph, connection="strong"),
    "weak components": csgraph.connected_components,
    "breadth first": lambda graph: csgraph.breadth_first_order(graph, 0),
    "depth first": lambda graph: csgraph.depth_first_order(graph, 0),
    "reverse cuthill mckee": csgraph.reverse_cuthill_mckee,
    "reverse cuthill mckee symmetric": lambda graph: csgraph.reverse_cuthill_mckee(graph, symmetric_mode=True),
    "reverse cuthill mckee random": csgraph.reverse_cuthill_mckee,
    "laplacian": lambda graph: csgraph.laplacian(graph, normed=True),
}


def _csgraph(name, graph):
    matrix = _made(graph)
    return lambda: _CALLS[name](matrix)


CASES = {"csgraph": _csgraph}
