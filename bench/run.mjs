// `npm run bench -- STEM... [--option value]`: runs bench/<stem>.bench.ts against the built package (dist/).
// The benchmarks are TypeScript, compiled as they are loaded: types are the linter's business, not this file's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const stems = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length));

const USAGE = `usage: npm run bench -- ${stems.join('|')}|all [options]
  --device NAME    only this device (default: every one that is there)
  --rounds N       rounds in which obol and its peers take turns (default 7)
  --no-peers       obol alone
  --python FILE    the interpreter of the peers (default: the first python3 with numpy, scipy and sklearn)
  --scales LIST    coins: such as 0.1,0.2 (default 0.05,0.1,0.2,0.4,0.6,0.8,1)
  --assign NAME    coins: kmeans, discretize or cluster_qr (default kmeans)`;

function parse(words) {
  const options = { stems: [], rounds: 7, peers: true };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--no-peers') options.peers = false;
    else if (word === '--help') throw new Error('');
    else if (word === '--rounds') options.rounds = Number(words[++i]);
    else if (['--device', '--python', '--scales', '--assign'].includes(word)) options[word.slice(2)] = words[++i];
    else if (word === 'all') options.stems.push(...stems);
    else if (stems.includes(word)) options.stems.push(word);
    else throw new Error(`bench: unknown word ${word}`);
  }
  if (!(options.rounds >= 1)) throw new Error('bench: --rounds takes a whole number from 1');
  if (options.stems.length === 0) throw new Error('bench: say which one');
  return options;
}

function loadTypeScript() {
  const ts = require('typescript');
  const compilerOptions = { target: 'ES2022', module: 'commonjs', esModuleInterop: true, inlineSourceMap: true };
  Module._extensions['.ts'] = (module, filename) => {
    const { outputText } = ts.transpileModule(readFileSync(filename, 'utf8'), { fileName: filename, compilerOptions });
    module._compile(outputText, filename);
  };
}

let options;
try {
  options = parse(process.argv.slice(2));
} catch (error) {
  console.error(`${error.message}${error.message ? '\n' : ''}${USAGE}`);
  process.exit(error.message ? 2 : 0);
}
if (!existsSync(join(root, 'dist', 'index.js'))) {
  console.error('bench: the package is not built: npm run build');
  process.exit(1);
}
loadTypeScript();
const { Bench } = require(join(root, 'bench/support/bench.ts'));
const bench = await Bench.start(options);
try {
  for (const stem of options.stems) {
    bench.stem = stem;
    await require(join(root, `bench/${stem}.bench.ts`)).default(bench);
    bench.finish();
  }
} finally {
  bench.close();
}
