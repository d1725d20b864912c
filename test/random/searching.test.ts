/** Sorting, searching, sets and taking by index against the oracle of support/. */
import { small } from '../support/device';
import { checkTable } from './support/check';
import { searchingTable } from './support/searching';

describe('exactly what plain loops find', () => checkTable(small, searchingTable, 100));
