/** The standard's extension "Fourier transform functions": a namespace of its own, `xp.fft`. */
import type { Device, DType } from '../values';

/** Which direction is divided: by n ('forward', 'backward') or both by sqrt(n) ('ortho'). */
type Norm = 'backward' | 'ortho' | 'forward';

/** Options of a transform along one axis. */
export interface FourierOptions {
  /** The length, by cutting or by zeros behind; default (null) the axis's own. */
  n?: number | null;
  /** Default -1. */
  axis?: number;
  /** Default 'backward'. */
  norm?: Norm | null;
}

/** Options of a transform along several axes. */
export interface FourierAxesOptions {
  /** The lengths along the axes; default (null) their own. */
  s?: readonly number[] | null;
  /** Default (null): all, or the last ones where `s` is given. */
  axes?: readonly number[] | null;
  /** Default 'backward'. */
  norm?: Norm | null;
}

/** Options of the frequencies. */
export interface FrequencyOptions {
  /** The distance between samples; default 1. */
  d?: number;
  dtype?: DType | null;
  device?: Device | null;
}

/** The extension `fft`: transforms of any length along any axes. */
export interface FourierExtension<A> {
  /** The transform along one axis, complex to complex. */
  fft(x: A, options?: FourierOptions): A;

  /** The inverse of {@link fft}. */
  ifft(x: A, options?: FourierOptions): A;

  /** The transform along several axes. */
  fftn(x: A, options?: FourierAxesOptions): A;

  /** The inverse of {@link fftn}. */
  ifftn(x: A, options?: FourierAxesOptions): A;

  /** The transform of real numbers along one axis: half of the spectrum, n/2 + 1 complex numbers. */
  rfft(x: A, options?: FourierOptions): A;

  /** The inverse of {@link rfft}: n real numbers, by default 2 (m - 1) of m. */
  irfft(x: A, options?: FourierOptions): A;

  /** The transform of real numbers along several axes, halved along the last. */
  rfftn(x: A, options?: FourierAxesOptions): A;

  /** The inverse of {@link rfftn}. */
  irfftn(x: A, options?: FourierAxesOptions): A;

  /** The real spectrum of half a Hermitian signal. */
  hfft(x: A, options?: FourierOptions): A;

  /** The inverse of {@link hfft}. */
  ihfft(x: A, options?: FourierOptions): A;

  /** The frequencies of {@link fft}'s results, from 0 up and then the negative ones. */
  fftfreq(n: number, options?: FrequencyOptions): A;

  /** The frequencies of {@link rfft}'s results. */
  rfftfreq(n: number, options?: FrequencyOptions): A;

  /** The zero frequency to the middle of each axis. */
  fftshift(x: A, options?: { axes?: number | readonly number[] | null }): A;

  /** The inverse of {@link fftshift}. */
  ifftshift(x: A, options?: { axes?: number | readonly number[] | null }): A;
}
