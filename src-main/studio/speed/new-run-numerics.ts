import type { Numerics } from '@shared/contract/backend';
import type { RunSpec } from '@shared/spec/run-spec';
import { withFreeCore } from '@shared/speed/free-core';
import type { Backends } from '../backends';
import type { RunRecord } from '../run-record';
import type { SpeedOfMachine } from './speed-of-machine';

interface NumericsParts {
  backends: Backends;
  speed: SpeedOfMachine;
  /** @throws NotFound */
  recordOf: (run: string) => RunRecord;
  /** one thread fewer than there are, at most */
  leaveCoreFree: boolean;
}

/**
 * What fixes the last digits of a new run: settled here, when it is queued, and used again whenever it goes on.
 *
 * @returns with why it is not the usual, in one sentence without a full stop; empty when it is
 * @throws Refusal when the backend is not to be had here
 */
export async function newRunNumerics(
  spec: RunSpec,
  { backends, speed, recordOf, leaveCoreFree }: NumericsParts,
): Promise<{ numerics: Numerics; why: string }> {
  const chosen = await backends.choose(spec.backend, spec.precision);
  // A run that goes on from another is to go on as that would have.
  const parent = spec.start?.mode === 'continue' ? recordOf(spec.start.run).document.numerics : null;
  if (parent?.backend === chosen.backend) {
    const { threads, oneDnn } = parent;
    return { numerics: { ...chosen, threads, oneDnn }, why: '' };
  }
  const proposed = await speed.propose(chosen, spec);
  const { numerics } = proposed;
  const { threads } = leaveCoreFree ? withFreeCore(numerics, chosen.threads) : numerics;
  if (threads === numerics.threads) return proposed;
  return {
    numerics: { ...numerics, threads },
    why: `Computed with ${threads} of ${chosen.threads} threads: Settings leave one core free`,
  };
}
