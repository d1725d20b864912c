// Segments raw gray pixels by the installed package `obol`, in plain node: what a user's first script does. Prints the
// device and the labels as JSON.
// usage: node coins.js PIXELS WIDTH HEIGHT
'use strict';

const fs = require('node:fs');
const xp = require('obol');
const { gaussianFilter } = require('obol/ndimage');
const { rescale, imgToGraph } = require('obol/image');
const { spectralClustering } = require('obol/cluster');

async function main() {
  const [file, width, height] = process.argv.slice(2);
  const pixels = xp.asarray(new Uint8Array(fs.readFileSync(file)));
  const smooth = gaussianFilter(xp.reshape(pixels, [Number(height), Number(width)]), 2);
  const graph = imgToGraph(rescale(smooth, 0.1, { mode: 'reflect', antiAliasing: false }), { returnAs: 'coo' });
  const weights = xp.add(xp.exp(xp.multiply(xp.divide(graph.data, xp.std(graph.data)), -10)), 1e-6);
  const affinity = xp.sparse.coo_array([weights, [graph.row, graph.col]], { shape: graph.shape });
  const labels = await spectralClustering(affinity, { nClusters: 25, assignLabels: 'cluster_qr', randomState: 0 });
  console.log(JSON.stringify({ device: labels.device, labels: [...(await labels.data())] }));
}

main();
