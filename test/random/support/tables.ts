/** All rows of the main namespace, by the name of the function. */
import type { Table } from './check';
import { creationTable, dtypeTable } from './creation';
import { binaryTable, otherTable, unaryTable } from './elementwise';
import { linearTable } from './linear';
import { manipulationTable } from './manipulation';
import { reductionTable } from './reductions';
import { searchingTable } from './searching';

export const tables: readonly Table[] = [
  creationTable,
  dtypeTable,
  unaryTable,
  binaryTable,
  otherTable,
  linearTable,
  manipulationTable,
  reductionTable,
  searchingTable,
];
