/** The standard's extension "Fourier transform functions": a namespace of its own, `xp.fft`. */
import type { Device, DType } from '../values';

type Norm = 'backward' | 'ortho' | 'forward';

export interface FourierOptions {
  n?: number | null;
  axis?: number;
  norm?: Norm | null;
}

export interface FourierAxesOptions {
  s?: readonly number[] | null;
  axes?: readonly number[] | null;
  norm?: Norm | null;
}

export interface FrequencyOptions {
  d?: number;
  dtype?: DType | null;
  device?: Device | null;
}

export interface FourierExtension<A> {
  /** Along one axis: complex to complex, and back. */
  fft(x: A, options?: FourierOptions): A;
  ifft(x: A, options?: FourierOptions): A;

  /** Along several axes. */
  fftn(x: A, options?: FourierAxesOptions): A;
  ifftn(x: A, options?: FourierAxesOptions): A;

  /** Real numbers to half a spectrum, n/2 + 1 complex ones, and back. */
  rfft(x: A, options?: FourierOptions): A;
  irfft(x: A, options?: FourierOptions): A;
  rfftn(x: A, options?: FourierAxesOptions): A;
  irfftn(x: A, options?: FourierAxesOptions): A;

  /** Half of a Hermitian signal to its real spectrum, and back. */
  hfft(x: A, options?: FourierOptions): A;
  ihfft(x: A, options?: FourierOptions): A;

  /** Frequencies of the results of fft and rfft. */
  fftfreq(n: number, options?: FrequencyOptions): A;
  rfftfreq(n: number, options?: FrequencyOptions): A;

  /** The zero frequency to the middle, and back. */
  fftshift(x: A, options?: { axes?: number | readonly number[] | null }): A;
  ifftshift(x: A, options?: { axes?: number | readonly number[] | null }): A;
}
