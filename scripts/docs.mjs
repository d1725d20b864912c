// `npm run docs` writes what is made from the sources: docs/api, docs/names.md, the table of the readme. With --check
// it only tells which of them are out of date.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, filesUnder, isMain, root } from './support.mjs';
import { readmeText } from './docs/coverage.mjs';
import { indexText, pageText } from './docs/markdown.mjs';
import { namesText } from './docs/names.mjs';
import { reference } from './docs/reference.mjs';

/** Every written file and its text. */
export function documents() {
  const pages = reference();
  return new Map([
    ['docs/api/README.md', indexText(pages)],
    ['docs/names.md', namesText(pages)],
    ['README.md', readmeText(pages)],
    ...pages.map((page) => [`docs/api/${page.file}.md`, pageText(page)]),
  ]);
}

/** The functions and methods without a doc or without an example. */
export function undocumented(pages) {
  const lacking = [];
  const visit = (entry, where) => {
    if (!entry.doc) lacking.push(`${where}${entry.name}: no doc`);
    const callable = ['function', 'class'].includes(entry.kind) || (entry.kind === 'method' && where === 'x.');
    if (callable && entry.examples.length === 0) lacking.push(`${where}${entry.name}: no example`);
    for (const member of entry.members ?? []) visit(member, `${where}${entry.name}.`);
  };
  for (const page of pages) for (const entry of page.entries) visit(entry, entry.prefix || `${page.title}: `);
  return lacking;
}

function main() {
  const check = process.argv.includes('--check');
  const lacking = undocumented(reference());
  for (const line of lacking) console.error(`docs: ${line}`);
  const wanted = documents();
  const present = filesUnder('docs/api', (name) => name.endsWith('.md'));
  const stale = [...wanted].filter(([file, text]) => {
    const path = join(root, file);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  const extra = present.filter((file) => !wanted.has(file));
  if (check) {
    for (const file of [...stale.map(([name]) => name), ...extra]) console.error(`docs: ${file} is out of date`);
    if (stale.length + extra.length > 0) console.error('docs: `npm run docs` writes them');
  } else {
    for (const file of extra) rmSync(join(root, file));
    for (const [file, text] of stale) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
      console.error(`docs: wrote ${file}`);
    }
  }
  if (lacking.length > 0 || (check && stale.length + extra.length > 0)) process.exitCode = 1;
}

if (isMain(import.meta.url)) {
  try {
    main();
  } catch (error) {
    fail(error);
  }
}
