import { ownNode } from '../lib/node.mjs';
import { bundled } from './bundle.mjs';
import { ContenderProcess } from './contender-process.mjs';
import { QUIET, QuietMoments } from './quiet.mjs';
import { median, shuffled } from './statistics.mjs';

const POLICIES = ['none', 'epoch', 'steps'];
const TRIES = 3;

/**
 * What checkpoints cost the training loop with one model: rounds in which training with none, with one per epoch and
 * with one per 50 steps take turns, in an order drawn anew.
 *
 * @returns one object a round, with what each policy took
 */
export async function measureCheckpoints(model, options, { folder, cores }) {
  const quiet = new QuietMoments(options.wait);
  const { threads, rounds, ready } = options;
  const running = new ContenderProcess({
    command: [ownNode, bundled('checkpoint-stall')],
    model,
    folder,
    threads,
    cores,
  });
  const turn = async (policy, epochs) => {
    let best;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await quiet.wait();
      const result = await running.turn({ policy, epochs }, 600);
      if (best === undefined || result.othersCores < best.othersCores) best = result;
      if (!(best.othersCores > QUIET)) break;
    }
    return best;
  };
  try {
    await running.next('ready', ready);
    const { seconds } = await running.turn({ policy: 'none', epochs: 1 }, 600);
    const epochs = Math.max(1, Math.round((2 * options.seconds) / seconds));
    const results = [];
    for (let round = 0; round < Math.max(rounds, options.quick ? 1 : 7); round++) {
      const result = { epochs };
      for (const policy of shuffled(POLICIES)) result[policy] = await turn(policy, epochs);
      results.push(result);
    }
    await running.end();
    return results;
  } catch (error) {
    running.kill();
    throw error;
  }
}

/** The share of the loop's time that a policy takes, as the median of rounds; with its lowest and highest. */
export function lostShare(rounds, policy) {
  const isQuiet = (round) => !(Math.max(round[policy].othersCores, round.none.othersCores) > QUIET);
  const quiet = rounds.filter(isQuiet);
  const shares = (quiet.length > 0 ? quiet : rounds).map(
    (round) => 1 - round.none.seconds / round[policy].seconds,
  );
  return {
    median: median(shares),
    min: Math.min(...shares),
    max: Math.max(...shares),
    disturbed: quiet.length === 0,
  };
}
