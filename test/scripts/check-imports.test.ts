/** The architecture's check: each sample breaks one rule, and the check names its file, its line and the rule. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const script = join(__dirname, '../../scripts/check-imports.mjs');

/** Runs the check on a tree of these files. */
function check(files: Record<string, string>): { status: number | null; lines: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'obol-imports-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [script, '--root', root], { encoding: 'utf8' });
    return { status, lines: stderr.split('\n').filter(Boolean) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each([
  ['a kernel that includes an algorithm', 'native/cpu/a.cc', '\n#include "algorithms/x.h"\n', 2, 'native/cpu must not'],
  ['a backend that includes the other', 'native/cpu/a.cc', '#include "gpu/x.h"\n', 1, 'native/cpu must not'],
  ['an upward step by a relative path', 'native/core/a.h', '#include "../ops/x.h"\n', 1, 'native/core must not'],
  ['the door that knows a backend', 'native/napi/a.cc', '#  include "cpu/x.h"\n', 1, 'native/napi must not'],
  ['a shared kernel of one vendor', 'native/gpu/a.cc', '#include "gpu/runtime/sim/x.h"\n', 1, 'one kind of device'],
  ['a vendor outside the runtime', 'native/gpu/a.cc', '\n\n  cudaMalloc(&p, n);\n', 3, 'a vendor ("cudaM")'],
  ['a vendor asked by the preprocessor', 'native/ops/a.h', '#ifdef __HIP_DEVICE_COMPILE__\n', 1, 'a vendor ("__HIP")'],
  ['a vendor in a comment', 'native/core/a.h', '// for cuda\n', 1, 'a vendor ("cuda")'],
  ['an unknown room of native', 'native/misc/a.cc', '\n', 1, 'native/misc is not a room'],
  [
    'a consumer that knows the library',
    'lib/consumers/a/b.ts',
    "\nimport { x } from '../../core/x';\n",
    2,
    'lib/consumers must not',
  ],
  [
    'a type-only import counts',
    'lib/standard/a.ts',
    "import type { X } from '../core/x';\n",
    1,
    'lib/standard must not',
  ],
  ['an upward re-export', 'lib/core/a.ts', "export * from '../api/x';\n", 1, 'lib/core must not'],
  ['an upward require', 'lib/errors.ts', "const x = require('./index');\n", 1, 'lib/errors must not'],
  ['an upward dynamic import', 'lib/api/a.ts', "const x = await import('../extensions/x');\n", 1, 'lib/api must not'],
  ['an import over several lines', 'lib/api/a.ts', "import {\n  x,\n} from '../cli/x';\n", 3, 'lib/api must not'],
  ['the library by its own name', 'lib/core/a.ts', "import xp from 'obol';\n", 1, 'by relative paths'],
  ['a file beside the library', 'lib/core/a.ts', "import x from '../../tsconfig.json';\n", 1, 'leaves lib/'],
  ['a path that leaves the library', 'lib/core/a.ts', "import x from '../../test/x';\n", 1, 'leaves lib/'],
  ['an undeclared package', 'lib/core/a.ts', "import x from 'lodash';\n", 1, 'not a dependency'],
  ['a package in the wrong room', 'lib/io/a.ts', "import sharp from 'sharp';\n", 1, 'in lib/cli only'],
  ['an unknown room of lib', 'lib/misc/a.ts', '\n', 1, 'lib/misc is not a room'],
  ['a script that needs a package', 'scripts/a.mjs', "import {\n  x,\n} from 'glob';\n", 3, 'before npm ci'],
  ['a long source', 'lib/core/a.ts', '\n'.repeat(601), 601, '601 lines, expected at most 600'],
  ['a long header', 'native/core/a.h', '\n'.repeat(700), 601, '700 lines, expected at most 600'],
])('%s is refused', (_, file, text, line, rule) => {
  const { status, lines } = check({ [file]: text });
  expect(status).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(`${file}:${line}: `);
  expect(lines[0]).toMatch(rule);
});

test('downward imports, builtins, comments, long tables and the vendors of the runtime pass', () => {
  const { status, lines } = check({
    'native/core/a.h': '// see "../ops/x.h"\n#include <vector>\n',
    'native/cpu/a.cc': '#include "a.h"\n#include "core/a.h"\n#include "device/b.h"\nint ship, chips, cube;\n',
    'native/cpu/a.h': '#pragma once\n',
    'native/gpu/runtime/cuda/a.cc': '#include "gpu/runtime/cuda/b.h"\nauto e = cudaGetLastError();\n',
    'native/napi/a.cc': '#include "algorithms/a.h"\n#include "device/b.h"\n',
    'native/ops/table.def': 'X(a)\n'.repeat(900),
    'lib/index.ts': "import { x } from './consumers/x';\nimport y from './api/y';\n",
    'lib/subpaths/image.ts': "import '../index';\nexport * from '../consumers/image';\n",
    'lib/consumers/image/a.ts': "/** @example import xp from 'obol'; */\nimport { s } from '../../standard';\n",
    'lib/core/b.ts': "const { version } = require('../../package.json');\n",
    'lib/native/a.ts': "import load from 'node-gyp-build';\nimport { join } from 'node:path';\n",
    'lib/cli/a.ts': "import xp from '../index';\nconst sharp = await import('sharp');\n",
    'scripts/a.mjs': "import fs from 'node:fs';\nimport { b } from './b.mjs';\nconst ts = require('typescript');\n",
    'lib/core/a.ts': `${'\n'.repeat(599)}x;\n`,
  });
  expect(lines).toEqual([]);
  expect(status).toBe(0);
});
