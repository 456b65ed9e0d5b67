import { ownNode } from '../lib/node.mjs';
import { bundled } from './bundle.mjs';
import { ContenderProcess } from './contender-process.mjs';
import { OWN_ENVIRONMENT } from './own-environment.mjs';
import { QUIET, QuietMoments } from './quiet.mjs';
import { median, shuffled } from './statistics.mjs';

const TRIES = 3;

/**
 * What policies cost the training loop with one model: rounds in which the same epochs with each of them take turns, in
 * an order drawn anew. The first policy is that of doing nothing.
 *
 * @param program the bundled program that trains, see test/bench/checkpoint-stall.ts
 * @returns one object a round, with what each policy took
 */
export async function measurePolicies(program, policies, model, options, { folder, cores }) {
  const quiet = new QuietMoments(options.wait);
  const { threads, rounds, ready } = options;
  const running = new ContenderProcess({
    command: [ownNode, bundled(program)],
    environment: OWN_ENVIRONMENT,
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
    const { seconds } = await running.turn({ policy: policies[0], epochs: 1 }, 600);
    const epochs = Math.max(1, Math.round((2 * options.seconds) / seconds));
    const results = [];
    for (let round = 0; round < Math.max(rounds, options.quick ? 1 : 7); round++) {
      const result = { epochs };
      for (const policy of shuffled(policies)) result[policy] = await turn(policy, epochs);
      results.push(result);
    }
    await running.end();
    return results;
  } catch (error) {
    running.kill();
    throw error;
  }
}

/** What the loop itself does for a policy, copying and waiting, as a share of its time: the median of rounds and their spread. */
export function ownShare(rounds, policy) {
  const shares = rounds.map(({ [policy]: { copying, waiting, seconds } }) => (copying + waiting) / seconds);
  return { median: median(shares), min: Math.min(...shares), max: Math.max(...shares), count: shares.length };
}

/**
 * The share of the loop's time that a policy takes, as the median of rounds, with its lowest and highest, and the cores
 * that all other processes used meanwhile.
 */
export function lostShare(rounds, policy) {
  const isQuiet = (round) => !(Math.max(round[policy].othersCores, round.none.othersCores) > QUIET);
  const quiet = rounds.filter(isQuiet);
  const shares = (quiet.length > 0 ? quiet : rounds).map(
    (round) => 1 - round.none.seconds / round[policy].seconds,
  );
  const others = rounds.flatMap((round) => round[policy].othersCores ?? []);
  return {
    median: median(shares),
    min: Math.min(...shares),
    max: Math.max(...shares),
    count: shares.length,
    disturbed: quiet.length === 0,
    othersCores: others.length > 0 ? median(others) : undefined,
  };
}
