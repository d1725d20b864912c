// The reference as Markdown: a page each, and the page that lists them.

const NOTE = '<!-- Written by `npm run docs` from the comments in lib/: edit those. -->';

/** A heading's anchor as GitHub makes it. */
export function anchor(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replace(/ /g, '-');
}

const headingOf = (entry) => `${entry.prefix ?? ''}${entry.name}`;

/** `docs/api/<file>.md`. */
export function pageText(page) {
  const parts = [NOTE, `# ${page.title}`, page.about];
  const counted = page.entries.length > 6;
  if (counted) {
    const links = page.entries.map((entry) => `[${entry.name}](#${anchor(headingOf(entry))})`);
    parts.push(links.join(' · '));
  }
  for (const entry of page.entries) parts.push(...entryText(entry, '##'));
  return `${parts.filter(Boolean).join('\n\n').trim()}\n`;
}

function entryText(entry, level) {
  const parts = [`${level} ${headingOf(entry)}`];
  const { signatures = [], options = [], parameters = [], throws = [], examples = [] } = entry;
  if (signatures.length > 0) parts.push(fenced('ts', signatures.join('\n')));
  parts.push(entry.doc);
  const list = parameters.filter(({ doc }) => doc).map(({ name, doc }) => `- \`${name}\`: ${doc.replace(/\n+/g, ' ')}`);
  const known = options.map(
    ({ name, type, doc }) => `  - \`${name}: ${type}\`${doc ? ` — ${doc.replace(/\n+/g, ' ')}` : ''}`,
  );
  if (known.length > 0) {
    const at = list.findIndex((line) => line.startsWith('- `options`'));
    if (at < 0) list.push('- `options`:', ...known);
    else list.splice(at + 1, 0, ...known);
  }
  if (list.length > 0) parts.push(list.join('\n'));
  if (entry.returns) parts.push(`Returns: ${entry.returns}`);
  for (const text of throws) parts.push(`Throws: ${text}`);
  if (examples.length > 0) parts.push(fenced('js', examples.join('\n')));
  for (const member of entry.members ?? []) parts.push(...memberText(member));
  return parts.filter(Boolean);
}

/** A class's member: its signature as heading, and the rest. */
function memberText(member) {
  return entryText({ ...member, prefix: '.' }, '###');
}

function fenced(language, code) {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

/** `docs/api/README.md`. */
export function indexText(pages) {
  const row = (page) => {
    const links = page.entries.map((entry) => `[${entry.name}](${page.file}.md#${anchor(headingOf(entry))})`);
    return `- [**${page.title}**](${page.file}.md): ${links.join(', ')}`;
  };
  const intro =
    "Every public function, with its signature and an example that the tests run. `xp` is `require('obol')`; " +
    "the functions of a subpath are imported from it (`const { pad } = require('obol/extra')`, or " +
    "`const extra = require('obol/extra')`). How Python's spelling becomes JavaScript's is in " +
    "[standard-in-javascript.md](../standard-in-javascript.md), other libraries' names are in [names.md](../names.md).";
  return `${[NOTE, '# API reference', intro, pages.map(row).join('\n')].join('\n\n')}\n`;
}
