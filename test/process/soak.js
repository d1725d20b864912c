// A service's day: the coins at a tenth of their size, picture to labels, over and over. Prints live storages and
// resident bytes after 100 repetitions and after 1000 more.
'use strict';

const timers = require('node:timers/promises');
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

// V8 collects often, so that its heap stays what is live and the rest is the package's.
async function jobs(count, data, info) {
  for (let i = 1; i <= count; i++) {
    await job(data, info);
    if (i % 50 === 0) globalThis.gc();
  }
}

async function state() {
  await timers.setTimeout(0);
  globalThis.gc();
  return { live: xp.device_stats('cpu').live_storages, rss: process.memoryUsage.rss() };
}

async function main() {
  const { data, info } = await sharp('examples/coins.png').grayscale().raw().toBuffer({ resolveWithObject: true });
  await jobs(100, data, info);
  const before = await state();
  await jobs(1000, data, info);
  console.log(JSON.stringify({ before, after: await state() }));
}

void main();
