// `npm run test:faults [-- PATTERN…]`: whether the tests see a barrier or a bound check missing. Each one of native/gpu is
// a site with a name (gpu/scan.h:50:21) and a number in its file (gpu/scan.h#1). The programs of test/native run on the
// simulator with sanitizers, and tell which sites they reach; then each site is switched off in turn, and a program that
// reaches it must fail: by a wrong result, a race, a barrier that not all reach, or memory out of range. What can't be
// seen is listed in scripts/faults.json with the reason. PATTERN: names or numbers of sites, in part; --list: names only.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import util from 'node:util';
import { SetupError, fail, filesUnder, isMain, jobs, root } from './support.mjs';
import { compile, programs, setupChecked } from './native-tests.mjs';

const secondsAtMost = 120;
const isKernelSource = (file) => /\.(h|cc)$/.test(file) && !file.startsWith('native/gpu/runtime/');

/** The text of a call whose parenthesis opens at `open`. */
function callAt(text, start, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return text.slice(start, i + 1).replace(/\s+/g, ' ');
  }
  return text.slice(start);
}

/** The sites of one source, as the compiler names them: by the place of the call's parenthesis. */
export function sitesOf(file, text) {
  const code = text.replace(/\/\/.*/g, (comment) => ' '.repeat(comment.length));
  return [...code.matchAll(/\b\w+\.(within|barrier)\(/g)].map((match, index) => {
    const open = match.index + match[0].length - 1;
    const before = code.slice(0, open).split('\n');
    const kind = match[1] === 'within' ? 'bound' : 'barrier';
    const short = file.replace(/^native\//, '');
    const name = `${short}:${before.length}:${before.at(-1).length + 1}`;
    return { file: short, number: `${short}#${index + 1}`, name, kind, call: callAt(code, match.index, open) };
  });
}

function sites() {
  const files = filesUnder('native/gpu').filter(isKernelSource);
  const seen = new Map();
  return files
    .flatMap((file) => sitesOf(file, readFileSync(join(root, file), 'utf8')))
    .map((site) => {
      const key = `${site.file} ${site.call}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return { ...site, nth: seen.get(key) }; // among calls that read the same
    });
}

/** The programs that test families of the backend: those of the simulator and of algorithms, which take minutes, do not. */
function familyPrograms() {
  const family = (file) => !/#include "(algorithms\/|gpu\/context)/.test(readFileSync(join(root, file), 'utf8'));
  return programs('sim').filter(family);
}

/** Runs a program with `env`: its exit code (or signal), what it printed, and whether it took too long. */
function start(program, env) {
  return new Promise((settle) => {
    const begun = Date.now();
    const child = spawn(program, [], {
      cwd: root,
      env: { ...process.env, OBOL_TEST_FIRST: '1', OBOL_TEST_BRIEF: '1', ...env },
    });
    let text = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, secondsAtMost * 1000);
    const keep = (chunk) => (text = (text + chunk).slice(-20000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      settle({ failed: code !== 0, late, signal, text, seconds: (Date.now() - begun) / 1000 });
    });
  });
}

/** What a failure says: the first of the signs that its output shows. */
function verdict({ failed, late, signal, text }) {
  if (late) return 'it never ends';
  if (!failed) return undefined;
  const signs = [
    [/race for byte/, 'a race'],
    [/is reached by \d+|wait at different/, 'a wait that not all reach'],
    [/AddressSanitizer|bytes of shared memory/, 'memory out of range'],
    [/runtime error/, 'undefined behaviour'],
    [/not so|:\d+: /, 'a wrong result'],
  ];
  return signs.find(([pattern]) => pattern.test(text))?.[1] ?? `the end of the process (${signal ?? text.slice(-80)})`;
}

/** Calls `body` for every item, `jobs` at a time. */
async function each(items, body) {
  const queue = [...items];
  const work = async () => {
    for (let item; (item = queue.shift()) !== undefined;) await body(item);
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

/** Runs every program as it is: what it reaches, and how long it takes. */
async function coverage(files, wrong) {
  const folder = join(root, 'build/faults');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const runs = [];
  await each(files, async (file) => {
    const program = await compile('sim', file, true);
    if (program === undefined) throw new SetupError(`test:faults: ${file} does not compile`);
    const list = join(folder, basename(file, '.cc'));
    const run = await start(program, { OBOL_SIM_SITES: list });
    if (run.failed) return void wrong.push(`${file} fails with nothing switched off: ${run.text.slice(0, 400)}`);
    const lines = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
    const reached = new Map(
      lines
        .filter(Boolean)
        .map((line) => line.split(' '))
        .map(([kind, name]) => [name, kind]),
    );
    console.log(`${basename(file, '.cc')}: ${reached.size} sites, ${run.seconds.toFixed(1)} s`);
    runs.push({ program, reached, seconds: run.seconds });
  });
  return runs.sort((a, b) => a.seconds - b.seconds);
}

/** Sites that the programs reached and the sources don't show, by the scan above: the two must agree. */
function unknownSites(known, runs) {
  const kinds = new Map(known.map((site) => [site.name, site.kind]));
  const reached = runs.flatMap((run) => [...run.reached]);
  return [...new Set(reached.filter(([name, kind]) => kinds.get(name) !== kind).map(([name]) => name))];
}

async function main() {
  const options = { list: { type: 'boolean', default: false } };
  const { values, positionals } = util.parseArgs({ options, allowPositionals: true });
  const all = sites();
  const wanted = (site) => positionals.some((p) => site.name.includes(p) || `${site.number}`.includes(p));
  const chosen = positionals.length === 0 ? all : all.filter(wanted);
  if (chosen.length === 0) throw new SetupError(`test:faults: expected names of sites, got ${positionals.join(', ')}`);
  if (values.list) return chosen.forEach((site) => console.log(`${site.number}  ${site.name}  ${site.call}`));

  const excused = JSON.parse(readFileSync(join(root, 'scripts/faults.json'), 'utf8'));
  const excuse = (site) =>
    excused.find((e) => e.file === site.file && e.call === site.call && (e.nth ?? 1) === site.nth);
  await setupChecked();
  const files = familyPrograms();
  const wrong = [];
  const runs = await coverage(files, wrong);
  wrong.push(...unknownSites(all, runs).map((name) => `${name} was reached, but the sources don't show it`));
  let caught = 0;
  let listed = 0;
  await each(chosen, async (site) => {
    const label = `${site.number} (${site.name}) ${site.call}`;
    const covering = runs.filter((run) => run.reached.has(site.name));
    let how;
    for (const run of covering) {
      how = verdict(await start(run.program, { OBOL_SIM_FAULT: site.name }));
      if (how !== undefined) break;
    }
    const why = excuse(site)?.why;
    if (how !== undefined && why === undefined) caught++;
    else if (how === undefined && why !== undefined) listed++;
    else if (how !== undefined) wrong.push(`${label}: listed as not to be seen, but it shows`);
    else wrong.push(`${label}: ${covering.length === 0 ? 'no program reaches it' : 'nothing tells that it is off'}`);
    console.log(`${label}: ${how ?? (why === undefined ? 'NOT CAUGHT' : `listed: ${why}`)}`);
  });
  for (const entry of excused)
    if (!all.some((site) => excuse(site) === entry)) wrong.push(`faults.json: no site ${entry.file} ${entry.call}`);
  for (const line of wrong) console.error(`test:faults: ${line}`);
  console.log(`${chosen.length} sites: ${caught} caught, ${listed} listed with a reason, ${wrong.length} wrong`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

if (isMain(import.meta.url)) main().catch(fail);
