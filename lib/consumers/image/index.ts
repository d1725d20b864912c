// obol/image: pictures resized as scikit-image does, and their graphs as scikit-learn has them.
export {
  gridToGraph,
  imgToGraph,
  type GraphFormat,
  type GridToGraphOptions,
  type ImgToGraphOptions,
  type PixelGraph,
} from './graph';
export { rescale, resize, type PadMode, type RescaleOptions, type ResizeOptions } from './resize';
