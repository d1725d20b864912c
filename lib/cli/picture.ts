/** Pictures in and out of files, through sharp: gray pixels to work on, regions drawn as coloured contours. */
import type sharpModule from 'sharp';
import { Refusal } from './arguments';

/** 8-bit gray pixels, row by row. */
export interface GrayPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

type Sharp = typeof sharpModule;

function loadSharp(): Sharp {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('sharp') as Sharp;
  } catch {
    throw new Refusal('the demo reads and writes pictures with sharp, which is not installed: npm install sharp', 1);
  }
}

/** A picture file as gray pixels. */
export async function readGray(file: string): Promise<GrayPicture> {
  const sharp = loadSharp();
  try {
    const { data, info } = await sharp(file, { failOn: 'error' })
      .toColourspace('b-w')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const step = info.channels;
    const pixels = new Uint8Array(info.width * info.height);
    for (let i = 0; i < pixels.length; i++) pixels[i] = data[i * step]!;
    return { width: info.width, height: info.height, pixels };
  } catch (error) {
    throw new Refusal(`${file}: ${(error as Error).message.replace(/\s+/g, ' ').trim()}`, 1);
  }
}

/** Colours spread over the circle so that neighbours in number differ most. */
function colour(label: number): [number, number, number] {
  const hue = (label * 137.50776405) % 360;
  const part = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(255 * (0.55 - 0.45 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

/**
 * Writes the gray picture with each region's contour in its own colour: pixels beside another region. Small pictures
 * are enlarged by a whole factor, the contour staying thin.
 */
export async function writeRegions(file: string, gray: GrayPicture, labels: ArrayLike<number>): Promise<void> {
  const { width, height, pixels } = gray;
  const zoom = Math.max(1, Math.round(768 / Math.max(width, height)));
  const [w, h] = [width * zoom, height * zoom];
  const out = new Uint8Array(3 * w * h);
  const label = (x: number, y: number): number => labels[Math.floor(y / zoom) * width + Math.floor(x / zoom)]!;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const own = label(x, y);
      const edge =
        (x > 0 && label(x - 1, y) !== own) ||
        (x + 1 < w && label(x + 1, y) !== own) ||
        (y > 0 && label(x, y - 1) !== own) ||
        (y + 1 < h && label(x, y + 1) !== own);
      const value = pixels[Math.floor(y / zoom) * width + Math.floor(x / zoom)]!;
      out.set(edge ? colour(own) : [value, value, value], 3 * (y * w + x));
    }
  }
  await loadSharp()(out, { raw: { width: w, height: h, channels: 3 } })
    .png()
    .toFile(file);
}
