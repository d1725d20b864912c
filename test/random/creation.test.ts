/** Creation, data types and products against the oracle of support/. */
import { small } from '../support/device';
import { checkTable } from './support/check';
import { creationTable, dtypeTable } from './support/creation';
import { linearTable } from './support/linear';

describe('arrays made hold what the standard says', () => checkTable(small, creationTable));
describe('dtypes', () => checkTable(small, dtypeTable));
describe('products are sums of products', () => checkTable(small, linearTable, 50));
