// The readme's table: how much of the standard is here, counted in the sources against the list of the standard's names.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support.mjs';

const BEGIN = '<!-- coverage: written by `npm run docs` -->';
const END = '<!-- /coverage -->';

/** Which page of the reference has a chapter of the standard. */
const PAGES = {
  creation_functions: 'creation',
  data_type_functions: 'data_types',
  elementwise_functions: 'elementwise',
  indexing_functions: 'indexing',
  info: 'inspection',
  linear_algebra_functions: 'linear_algebra',
  manipulation_functions: 'manipulation',
  searching_functions: 'searching',
  set_functions: 'sets',
  sorting_functions: 'sorting',
  statistical_functions: 'statistical',
  utility_functions: 'utility',
  linalg: 'linalg',
  fft: 'fft',
};

/** The rows: what, how many of how many, and what is there beside the standard. */
function rows(pages) {
  const standard = JSON.parse(readFileSync(join(root, 'test/fixtures/standard/standard.json'), 'utf8'));
  const page = (file) => pages.find((each) => each.file === file);
  const link = ({ title, file }) => `[${title}](docs/api/${file}.md)`;
  const code = (names) => names.map((name) => `\`${name}\``).join(', ');
  const covered = (wanted, present) => `${wanted.filter((name) => present.includes(name)).length} of ${wanted.length}`;
  const found = Object.entries(PAGES).map(([chapter, file]) => {
    // Of the inspection, one function is a member of the namespace and the others are members of its result.
    const wanted = Object.keys(standard.chapters[chapter]);
    const names = page(file).entries.map((entry) => entry.name);
    const inner = chapter === 'info' ? page(file).entries.flatMap((entry) => entry.resultMembers ?? []) : [];
    const beside = names.filter((name) => !wanted.includes(name));
    return [link(page(file)), covered(wanted, [...names, ...inner]), code(beside)];
  });
  const array = page('array').entries.map((entry) => entry.name);
  const operators = /^__(?!array_namespace__|dlpack)/;
  const methods = Object.keys(standard.methods).filter((name) => !operators.test(name));
  const own = array.filter((name) => ![...methods, ...standard.attributes].includes(name) && /^\w/.test(name));
  const constants = page('constants').entries;
  const dtypes = constants.filter((entry) => /: DType</.test(entry.signatures[0])).map((entry) => entry.name);
  const kinds = /kinds = \[([^\]]*)\]/.exec(readFileSync(join(root, 'lib/native/load.ts'), 'utf8'))[1].match(/\w+/g);
  const constantNames = constants.map((entry) => entry.name);
  return [
    ...found,
    [link(page('array')), covered([...standard.attributes, ...methods], array), code(own)],
    ['Constants', covered(standard.constants, constantNames), ''],
    [`dtypes: ${dtypes.join(', ')}`, `${dtypes.length} of 13`, ''],
    [
      `Kinds of device: ${kinds.filter((kind) => kind !== 'sim').join(', ')}`,
      String(kinds.length - 1),
      '`sim`, for tests',
    ],
  ];
}

/** The readme with its table made anew. */
export function readmeText(pages) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected ${BEGIN} and ${END}`);
  const table = rows(pages).map((cells) => `| ${cells.join(' | ')} |`);
  const text = [BEGIN, '', '| Chapter of the standard | Here | Beside it |', '|--|--|--|', ...table, '', ''];
  return readme.slice(0, from) + text.join('\n') + readme.slice(to);
}
