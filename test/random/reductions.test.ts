/** What runs along axes against the oracle of support/: every dtype, layout and set of axes. */
import { small } from '../support/device';
import { checkTable } from './support/check';
import { reductionTable } from './support/reductions';

describe('along axes', () => checkTable(small, reductionTable));
