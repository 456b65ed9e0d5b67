import { addDrawnDigits } from '../drawn-digits';
import { addKeptFolder } from '../kept-folders';
import { Terminal } from '../terminal';

/** Batches of the runs that are kept, of which each is called as the form would call it. */
const BATCHES = [128, 512];
export const KEPT_EPOCHS = 2;

/** Has the built program train them, each tested at its end. */
async function train(library: string, count: number): Promise<void> {
  await addDrawnDigits(library);
  const terminal = await Terminal.open(library);
  for (const batchSize of BATCHES.slice(0, count)) {
    const args = ['train', 'mlp', '--set', `epochs=${KEPT_EPOCHS}`, '--set', `batchSize=${batchSize}`];
    const { code, stderr } = await terminal.run(args);
    if (code !== 0) throw new Error(stderr);
  }
}

/**
 * Puts runs of two epochs on the digits into a library that has none, as if they had been trained there: `digits-mlp` on
 * batches of 128, and `digits-mlp-2` on batches of 512. They are trained once for all tests on one build.
 */
export const addKeptRuns = (library: string, count: 1 | 2): Promise<void> =>
  addKeptFolder(`runs-${count}`, 'runs', library, (fresh) => train(fresh, count));
