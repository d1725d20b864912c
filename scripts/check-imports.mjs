// The architecture's rules that a machine can check: imports point downwards only, a GPU vendor is named in one
// place, files stay short, scripts need nothing installed. Prints FILE:LINE and the broken rule, and exits 1 when there
// is any.
// usage: node scripts/check-imports.mjs [--root DIR]

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import util from 'node:util';
import { filesUnder, isMain, root as ownRoot } from './support.mjs';

/** For each room of native/: the rooms that its files may include. */
const nativeRooms = {
  core: ['core'],
  ops: ['core', 'ops'],
  device: ['core', 'ops', 'device'],
  cpu: ['core', 'ops', 'device', 'cpu'],
  gpu: ['core', 'ops', 'device', 'gpu'],
  algorithms: ['core', 'ops', 'device', 'algorithms'],
  // One addon holds one backend, so the door knows none of them.
  napi: ['core', 'ops', 'device', 'algorithms', 'napi'],
};

/** For each room of lib/: the rooms that its files may import. `root` is lib/index.ts and lib/subpaths. */
const libRooms = {
  errors: ['errors'],
  native: ['errors', 'native'],
  core: ['errors', 'native', 'core'],
  api: ['errors', 'native', 'core', 'api'],
  extensions: ['errors', 'native', 'core', 'api', 'extensions'],
  standard: ['errors', 'standard'],
  consumers: ['errors', 'standard', 'consumers'],
  io: ['errors', 'native', 'core', 'api', 'extensions', 'standard', 'io'],
  root: ['errors', 'native', 'core', 'api', 'extensions', 'standard', 'consumers', 'io', 'root'],
  cli: ['errors', 'native', 'core', 'api', 'extensions', 'standard', 'consumers', 'io', 'root', 'cli'],
};

/** For each package that lib/ may load: the one room that loads it. */
const packageRooms = { 'node-gyp-build': 'native', sharp: 'cli', yauzl: 'io', yazl: 'io' };

const maxLines = 600;
const vendor = /(?<![a-z])(cuda|hip|rocm|rocprim|nvcc|hipcc|nvidia|cub)(?![a-z])|\b(cuda|hip)[A-Z]|__(CUDA|HIP)/gi;

const lineOf = (text, index) => text.slice(0, index).split('\n').length;

/** The text with comments blanked, lines and columns kept. */
function withoutComments(text) {
  const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (match) => (match.startsWith('/') ? match.replace(/[^\n]/g, ' ') : match));
}

function* checkLength(file, text) {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > maxLines) yield { file, line: maxLines + 1, rule: `${lines} lines, expected at most ${maxLines}` };
}

function* checkNative(root, file, text) {
  const room = file.split('/')[1];
  const code = withoutComments(text);
  if (!nativeRooms[room]) yield { file, line: 1, rule: `native/${room} is not a room: add it to check-imports.mjs` };
  for (const match of code.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm)) {
    const beside = posix.normalize(`${dirname(file)}/${match[1]}`);
    const target = existsSync(join(root, beside)) ? beside : posix.normalize(`native/${match[1]}`);
    const line = lineOf(code, match.index + match[0].search(/\S/));
    const other = target.startsWith('native/') ? target.split('/')[1] : target;
    if (nativeRooms[room] && !nativeRooms[room].includes(other)) {
      yield { file, line, rule: `native/${room} must not include "${match[1]}": imports point downwards only` };
    }
    const kindOf = (path) => /^native\/gpu\/runtime\/(\w+)\//.exec(path)?.[1];
    // runtime/vendor is what the vendors' kinds share.
    const [kind, own] = [kindOf(target), kindOf(file)];
    if (kind && kind !== own && !(kind === 'vendor' && own && own !== 'sim')) {
      yield { file, line, rule: `"${match[1]}" belongs to one kind of device: include gpu/runtime's own headers` };
    }
  }
  if (file.startsWith('native/gpu/runtime/')) return;
  for (const match of text.matchAll(vendor)) {
    const line = lineOf(text, match.index);
    yield { file, line, rule: `a vendor ("${match[0]}") is named outside native/gpu/runtime` };
  }
}

function libRoom(file) {
  const [, first, ...rest] = file.split('/');
  if (rest.length > 0) return first === 'subpaths' ? 'root' : first;
  const stem = first.replace(/\.[cm]?ts$/, '');
  return stem === 'index' ? 'root' : stem;
}

function* checkLib(file, text) {
  const room = libRoom(file);
  const code = withoutComments(text);
  if (!libRooms[room]) yield { file, line: 1, rule: `lib/${room} is not a room: add it to check-imports.mjs` };
  const specifier = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g;
  for (const match of code.matchAll(specifier)) {
    const name = match[2];
    const line = lineOf(code, match.index);
    if (name.startsWith('.')) {
      const target = posix.normalize(`${dirname(file)}/${name}`);
      if (target === 'package.json') continue;
      if (target !== 'lib' && !target.startsWith('lib/')) {
        yield { file, line, rule: `'${name}' leaves lib/` };
        continue;
      }
      const other = target === 'lib' ? 'root' : libRoom(target);
      if (libRooms[room] && !libRooms[room].includes(other)) {
        yield { file, line, rule: `lib/${room} must not import '${name}': imports point downwards only` };
      }
    } else if (name === 'obol' || name.startsWith('obol/')) {
      yield { file, line, rule: `'${name}': lib/ imports itself by relative paths` };
    } else if (!name.startsWith('node:') && packageRooms[name] !== room) {
      const owner = packageRooms[name];
      yield {
        file,
        line,
        rule: `'${name}' ${owner ? `is loaded in lib/${owner} only` : 'is not a dependency of lib/'}`,
      };
    }
  }
}

/** The scripts run before anything is installed. */
function* checkScript(file, text) {
  const code = withoutComments(text);
  for (const match of code.matchAll(/^(?:import|\} from)\b[^'"\n]*(['"])([^'"\n]+)\1/gm)) {
    if (!/^(node:|\.)/.test(match[2])) {
      const rule = `'${match[2]}': scripts import Node's own modules only, as they run before npm ci`;
      yield { file, line: lineOf(code, match.index), rule };
    }
  }
}

/** Every violation below `root`, as { file, line, rule }. */
export function* violations(root) {
  for (const file of filesUnder('native', (name) => /\.(cc|h|def)$/.test(name), root)) {
    const text = readFileSync(join(root, file), 'utf8');
    yield* checkNative(root, file, text);
    if (!file.endsWith('.def')) yield* checkLength(file, text);
  }
  for (const file of filesUnder('lib', (name) => name.endsWith('.ts'), root)) {
    const text = readFileSync(join(root, file), 'utf8');
    yield* checkLib(file, text);
    yield* checkLength(file, text);
  }
  for (const file of filesUnder('scripts', (name) => name.endsWith('.mjs'), root)) {
    yield* checkScript(file, readFileSync(join(root, file), 'utf8'));
  }
}

if (isMain(import.meta.url)) {
  const { values } = util.parseArgs({ options: { root: { type: 'string', default: ownRoot } } });
  const found = [...violations(values.root)];
  for (const { file, line, rule } of found) console.error(`${file}:${line}: ${rule}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
