/** `linalg` and `fft` against the oracle of support/: what sums of products give, and sums with roots of unity. */
import * as xp from 'obol';
import { small } from '../support/device';
import { checkTable } from './support/check';
import { fourierTable } from './support/fourier';
import { linalgTable } from './support/linalg';

describe('linalg, by sums and products', () => checkTable(small, linalgTable, 60, xp.linalg));
describe('fft, by the sum that defines it', () => checkTable(small, fourierTable, 40, xp.fft));
