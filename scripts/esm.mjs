// Finishes dist/: the ESM entry of the root and of every subpath, thin wrappers around the CommonJS build, so that
// `import` and `require` hand out the same objects. Default export = the module itself, its names beside it.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { SetupError, fail, filesUnder, isMain, root } from './support.mjs';

const require = createRequire(import.meta.url);
const declarationsOf = (file) => join(root, file.replace(/\.js$/, '.d.ts'));

/** The names that the declarations in `file` export: those that are values, and those that are only types. */
function declaredNames(ts, program, file) {
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(file));
  if (!symbol) throw new SetupError(`esm: expected ${file} to be a module`);
  const values = new Set();
  const types = new Set();
  // With `export =` of a constant, the values are its properties and the types those of the namespace beside it.
  for (const entry of checker.getExportsAndPropertiesOfModule(symbol)) {
    const target = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
    if (target.flags & ts.SymbolFlags.Value) values.add(entry.name);
    else types.add(entry.name);
  }
  return { values: [...values].sort(), types: [...types].filter((name) => !values.has(name)).sort() };
}

/** Writes X.mjs and X.d.mts beside dist/…/X.js. */
function writeEntry(ts, program, file) {
  const path = join(root, file);
  // Without the marker, `import x from` in transpiled CommonJS gets the module itself, as native ESM does.
  const marker = 'Object.defineProperty(exports, "__esModule", { value: true });\n';
  writeFileSync(path, readFileSync(path, 'utf8').replace(marker, ''));

  const { values, types } = declaredNames(ts, program, declarationsOf(file));
  const module = `./${basename(file)}`;
  const locals = values.map((name, i) => [name, `_${i}`]);
  const code = [
    `import all from '${module}';`,
    'export default all;',
    `const { ${locals.map((pair) => pair.join(': ')).join(', ')} } = all;`,
    `export { ${locals.map(([name, local]) => `${local} as ${name}`).join(', ')} };`,
  ];
  writeFileSync(path.replace(/\.js$/, '.mjs'), `${code.join('\n')}\n`);
  const declaration = [
    `import all from '${module}';`,
    'export default all;',
    `export { ${[...values, ...types].join(', ')} } from '${module}';`,
  ];
  writeFileSync(path.replace(/\.js$/, '.d.mts'), `${declaration.join('\n')}\n`);
}

function main() {
  const ts = require('typescript');
  const isEntry = (file) => file === 'dist/index.js' || dirname(file) === 'dist/subpaths';
  const entries = filesUnder('dist', (name) => name.endsWith('.js')).filter(isEntry);
  const options = { skipLibCheck: true, types: [], module: ts.ModuleKind.CommonJS };
  const program = ts.createProgram(entries.map(declarationsOf), options);
  for (const file of entries) writeEntry(ts, program, file);
}

if (isMain(import.meta.url)) {
  try {
    main();
  } catch (error) {
    fail(error);
  }
}
