/** The elementwise functions against the oracle of support/: every dtype, layout, broadcasting and scalars beside arrays. */
import * as xp from 'obol';
import { small } from '../support/device';
import { checkCase, checkTable, holds } from './support/check';
import { besides, binaryTable, otherTable, unaryTable } from './support/elementwise';

describe('of one operand', () => checkTable(small, unaryTable));
describe('of two operands', () => checkTable(small, binaryTable));
describe('of other operands', () => {
  checkTable(small, otherTable);
  for (const [name, row] of besides)
    holds(small, `${name} of complex elements`, row.args, (args) =>
      checkCase(name, (xp as unknown as Record<string, (...v: unknown[]) => unknown>)[name]!, row, args),
    );
});
