// Two moons, one about the other's tip: k-means cuts straight across them, spectral clustering of a graph of neighbours
// follows each around its bend. Run it by `node examples/moons.js` after `npm run build`.
const xp = require('obol');
const { KMeans, SpectralClustering } = require('obol/cluster');
const { connectedComponents } = require('obol/graph');
const { adjustedRandScore, normalizedCut, silhouetteScore } = require('obol/metrics');

const half = 150;
const turn = xp.linspace(0, Math.PI, half);
const upper = xp.stack([xp.cos(turn), xp.sin(turn)], { axis: 1 });
const lower = xp.stack([xp.subtract(1, xp.cos(turn)), xp.subtract(0.5, xp.sin(turn))], { axis: 1 });
const blur = xp.random.default_rng(0).normal({ scale: 0.08, size: [2 * half, 2] });
const points = xp.add(xp.concat([upper, lower]), blur);
const truth = xp.repeat(xp.asarray([0, 1]), half);

async function main() {
  const straight = await new KMeans({ nClusters: 2, randomState: 0 }).fit(points);
  const bent = await new SpectralClustering({
    nClusters: 2,
    affinity: 'nearest_neighbors',
    nNeighbors: 15,
    assignLabels: 'cluster_qr',
    randomState: 0,
  }).fit(points);

  const graph = bent.affinityMatrix;
  console.log('components of the graph:', connectedComponents(graph).nComponents);
  for (const [name, labels] of Object.entries({ 'k-means': straight.labels, spectral: bent.labels })) {
    const agreement = adjustedRandScore(truth, labels).toFixed(2);
    const cut = normalizedCut(graph, labels).toFixed(3);
    const silhouette = (await silhouetteScore(points, labels)).toFixed(2);
    console.log(`${name}: agreement ${agreement}, cut ${cut}, silhouette ${silhouette}`);
  }
}

main();
