// Prints the C++ sources under the given folders, sorted, one a line: what binding.gyp compiles.
// usage: node scripts/sources.mjs DIR...

import { filesUnder, isMain } from './support.mjs';

/** The folders of native/ that are compiled into the addon of each kind of device. */
export const shared = ['native/core', 'native/ops', 'native/device', 'native/algorithms', 'native/napi'];

export function sources(dirs) {
  return dirs.flatMap((dir) => filesUnder(dir, (name) => name.endsWith('.cc')));
}

if (isMain(import.meta.url)) {
  for (const file of sources(process.argv.slice(2))) console.log(file);
}
