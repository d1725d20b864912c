#!/usr/bin/env node
/** The command `obol`: what devices there are, and why not. */
import { device_report } from '../index';

const usage = 'usage: obol devices [--json]';

function main(argv: readonly string[]): number {
  const [command, ...rest] = argv;
  if (command !== 'devices' || rest.some((option) => option !== '--json')) {
    console.error(usage);
    return 2;
  }
  const report = device_report();
  if (rest.includes('--json')) {
    console.log(JSON.stringify(report, null, 2));
    return 0;
  }
  for (const { kind, usable, devices, reason } of report) {
    for (const { name, description } of devices) console.log(`${name}: ${description}`);
    if (reason !== undefined) console.log(`${kind}: ${usable ? 'others are ' : ''}not usable: ${reason}`);
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
