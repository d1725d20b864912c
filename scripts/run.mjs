// Sets up what is missing, then runs a program with the arguments after it: what stands behind `npm run demo` and
// `npm run bench`. A program that is asked to work on the simulator has it compiled, too.
// usage: node scripts/run.mjs FILE [ARGS...]

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setup } from './setup.mjs';
import { fail, root } from './support.mjs';

const [file, ...args] = process.argv.slice(2);
const onSimulator = args.some(
  (arg, i) => /^(--device=)?sim(:|$)/.test(arg) && (arg[0] === '-' || args[i - 1] === '--device'),
);
try {
  await setup({ backends: ['cpu', ...(onSimulator ? ['sim'] : [])] });
  process.exitCode = spawnSync(process.execPath, [join(root, file), ...args], { stdio: 'inherit' }).status ?? 1;
} catch (error) {
  fail(error);
}
