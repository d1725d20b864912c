"""scikit-learn's side of the main job. Pictures come as .npy files, so that both sides work on the same numbers."""
import numpy as np
from sklearn.cluster import MiniBatchKMeans, k_means, spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.manifold import spectral_embedding
from sklearn.neighbors import NearestNeighbors

from work import Work

BETA, EPS = 10, 1e-6


def affinity(picture):
    graph = img_to_graph(picture)
    graph.data = np.exp(-BETA * graph.data / graph.data.std()) + EPS
    return graph


def normalized_cut(graph, labels):
    """Sum over clusters of cut / volume, the diagonal ignored."""
    graph = graph.tocoo()
    edge = graph.row != graph.col
    row, col, data = graph.row[edge], graph.col[edge], graph.data[edge]
    count = int(labels.max()) + 1
    across = labels[row] != labels[col]
    cut = np.bincount(labels[row[across]], data[across], minlength=count)
    volume = np.bincount(labels[row], data, minlength=count)
    return float((cut[volume > 0] / volume[volume > 0]).sum())


def _img_to_graph(picture):
    values = np.load(picture)
    return lambda: img_to_graph(values)


def _affinity(picture):
    values = np.load(picture)
    return lambda: affinity(values)


def _spectral_clustering(picture, regions=25, solver="arpack", assign="kmeans", seed=0):
    if solver == "amg":
        import pyamg  # noqa: F401  a clear ImportError instead of scikit-learn's
    graph = affinity(np.load(picture))

    def call():
        return spectral_clustering(graph, n_clusters=regions, eigen_solver=solver, assign_labels=assign,
                                   random_state=seed)

    def describe(labels):
        return {"clusters": int(np.unique(labels).size), "normalizedCut": normalized_cut(graph, labels)}

    return Work(call, describe=describe, warm=False)


def _spectral_embedding(picture, regions=25, solver="arpack", seed=0):
    graph = affinity(np.load(picture))
    return Work(lambda: spectral_embedding(graph, n_components=regions, eigen_solver=solver, random_state=seed,
                                           drop_first=False), warm=False)


def _kmeans(points, clusters=25, n_init=10, seed=0, init=None, algorithm="lloyd", max_iter=300):
    values = np.load(points)
    start = "k-means++" if init is None else np.load(init)
    return Work(lambda: k_means(values, clusters, init=start, n_init=n_init, max_iter=max_iter, random_state=seed,
                                algorithm=algorithm, return_n_iter=True),
                warm=False, describe=lambda found: {"inertia": float(found[2]), "rounds": int(found[3])})


def _minibatch_kmeans(points, clusters=25, seed=0):
    values = np.load(points)
    return Work(lambda: MiniBatchKMeans(clusters, n_init=1, random_state=seed).fit(values), warm=False,
                describe=lambda found: {"inertia": float(found.inertia_)})


def _kneighbors_graph(points, neighbors=10, algorithm="auto", jobs=2):
    values = np.load(points)
    return lambda: NearestNeighbors(n_neighbors=neighbors, algorithm=algorithm, n_jobs=jobs).fit(
        values).kneighbors_graph()


CASES = {
    "img_to_graph": _img_to_graph,
    "affinity": _affinity,
    "spectral_clustering": _spectral_clustering,
    "spectral_embedding": _spectral_embedding,
    "kmeans": _kmeans,
    "minibatch_kmeans": _minibatch_kmeans,
    "kneighbors_graph": _kneighbors_graph,
}
