// docs/names.md: other libraries' names beside what they are here, from names.txt.

import { readFileSync } from 'node:fs';
import { anchor } from './markdown.mjs';

const INTRO = `<!-- Written by \`npm run docs\` from scripts/docs/names.txt: edit that. -->

# Other libraries' names

Search this page for the name that you know. On the left is how NumPy, SciPy, CuPy or TensorFlow.js say it, on the right
how it is said here; every right-hand side is run by the tests. \`xp\` is \`require('obol')\`, \`extra\` is
\`require('obol/extra')\`, and other functions come from the subpath that their link names. \`a\` and \`b\` are vectors, \`x\` and
\`y\` matrices of the same shape, \`A\` is square, \`S\` symmetric, \`i\` holds whole numbers, \`mask\` bools, \`z\` complex numbers.
How signatures, scalars, slices and operators are spelled is in [standard-in-javascript.md](standard-in-javascript.md).`;

/** The sections of the table: a title and `{ theirs, ours }` rows. */
export function nameTable() {
  const text = readFileSync(new URL('names.txt', import.meta.url), 'utf8');
  const sections = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('# ')) continue;
    if (line.startsWith('== ')) {
      sections.push({ title: line.slice(3), rows: [] });
      continue;
    }
    const at = line.lastIndexOf(' | ');
    if (at < 0) throw new Error(`names.txt: expected "theirs | ours", got "${line}"`);
    sections.at(-1).rows.push({ theirs: line.slice(0, at), ours: line.slice(at + 3) });
  }
  return sections;
}

/** `docs/names.md`; `pages` are those of the reference, for links. */
export function namesText(pages) {
  const links = new Map();
  for (const page of pages) {
    for (const { prefix = '', name, kind } of page.entries) {
      if (kind === 'attribute' || page.file === 'obol-standard') continue;
      const heading = `${prefix}${name}`;
      const said = page.file === 'obol-extra' ? `extra.${name}` : heading;
      links.set(said, `[${said}](api/${page.file}.md#${anchor(heading)})`);
    }
  }
  const cell = (code) => `\`${code.replace(/\|/g, '\\|')}\``;
  const row = ({ theirs, ours }) => {
    const said = ours.match(/[A-Za-z_][\w.]*/g) ?? [];
    const known = [...new Set(said.flatMap((name) => links.get(name) ?? []))];
    return `| ${cell(theirs)} | ${cell(ours)} | ${known.slice(0, 4).join(' ')} |`;
  };
  const parts = nameTable().map(
    ({ title, rows }) => `## ${title}\n\n| Theirs | Here | Reference |\n|--|--|--|\n${rows.map(row).join('\n')}`,
  );
  return `${[INTRO, ...parts].join('\n\n')}\n`;
}
