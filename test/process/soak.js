// A service's day: the coins at a tenth of their size, picture to labels, over and over. Prints live storages and
// resident bytes after 100 repetitions and after 1000 more.
'use strict';

const sharp = require('sharp');
const xp = require('obol');
const { gaussianFilter } = require('obol/ndimage');
const { rescale, imgToGraph } = require('obol/image');
const { spectralClustering } = require('obol/cluster');

async function job(data, { height, width }) {
  const graph = xp.scope(() => {
    const coins = gaussianFilter(xp.reshape(xp.asarray(data), [height, width]), 2);
    const pixels = imgToGraph(rescale(coins, 0.1, { mode: 'reflect', antiAliasing: false }), { returnAs: 'coo' });
    const weights = xp.add(xp.exp(xp.multiply(xp.divide(pixels.data, xp.std(pixels.data)), -10)), 1e-6);
    return xp.sparse.coo_array([weights, [pixels.row, pixels.col]], { shape: pixels.shape });
  });
  const labels = await spectralClustering(graph, { nClusters: 25, randomState: 0 });
  await labels.data();
  labels.dispose();
  graph.dispose();
}

async function state() {
  await new Promise(setImmediate);
  globalThis.gc();
  return { live: xp.device_stats('cpu').live_storages, rss: process.memoryUsage.rss() };
}

async function main() {
  const { data, info } = await sharp('examples/coins.png').grayscale().raw().toBuffer({ resolveWithObject: true });
  for (let i = 0; i < 100; i++) await job(data, info);
  const before = await state();
  for (let i = 0; i < 1000; i++) await job(data, info);
  console.log(JSON.stringify({ before, after: await state() }));
}

void main();
