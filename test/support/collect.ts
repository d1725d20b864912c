/** The collector, called by hand: so that garbage of earlier tests does not go back in the middle of a count. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Resolves when what nothing refers to any more has been collected and its memory released: when two collections in a row
 * have left `count()` as it was.
 */
export async function collected(count: () => number = () => 0): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let still = 0, last = NaN; still < 2;) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 2));
    const now = count();
    still = now === last ? still + 1 : 0;
    last = now;
  }
}
