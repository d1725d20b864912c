/** The functions that move elements against the oracle of support/: views, copies, joins, of every dtype and layout. */
import { small } from '../support/device';
import { checkTable } from './support/check';
import { manipulationTable } from './support/manipulation';

describe('elements arrive where plain loops put them', () => checkTable(small, manipulationTable));
