/** How test:faults finds sites in the sources; that the compiler names them so is checked by each of its runs. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = pathToFileURL(join(__dirname, '../../scripts/test-faults.mjs')).href;

interface Site {
  number: string;
  name: string;
  kind: string;
  call: string;
}

function sitesOf(text: string): Site[] {
  const program = `import(${JSON.stringify(script)}).then((m) =>
    console.log(JSON.stringify(m.sitesOf('native/gpu/some.h', ${JSON.stringify(text)}))))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Site[];
}

test('a site is named by the place of its call\u2019s parenthesis, and numbered in its file', () => {
  expect(sitesOf('  if (t.within(i, n) && team.within(f(j), m))\n    t.barrier();\n')).toEqual([
    { file: 'gpu/some.h', number: 'gpu/some.h#1', name: 'gpu/some.h:1:15', kind: 'bound', call: 't.within(i, n)' },
    {
      file: 'gpu/some.h',
      number: 'gpu/some.h#2',
      name: 'gpu/some.h:1:36',
      kind: 'bound',
      call: 'team.within(f(j), m)',
    },
    { file: 'gpu/some.h', number: 'gpu/some.h#3', name: 'gpu/some.h:2:14', kind: 'barrier', call: 't.barrier()' },
  ]);
});

test('a call over two lines is one site, what a comment says is none', () => {
  const sites = sitesOf('// t.within(a, b)\nx = t.within(first,\n             last);  // not t.barrier()\n');
  expect(sites.map((site) => [site.name, site.call])).toEqual([['gpu/some.h:2:13', 't.within(first, last)']]);
});
