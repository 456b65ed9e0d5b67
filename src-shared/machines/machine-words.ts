import type { Machine } from '../contract/machine';
import { didYouMean } from '../format/did-you-mean';
import { timeOfDay, when } from '../format/times';

type Standing = Pick<Machine, 'state' | 'lastSeen'>;

/** When one was seen last: "14:02", "yesterday, 14:02", "Mon", "3 Nov". */
const seen = (at: string, now: number): string => {
  const short = when(at, now);
  return short === 'Yesterday' ? `yesterday, ${timeOfDay(at)}` : short;
};

/** How a machine stands, as "gpu-box is …" goes on; empty while it is reachable. */
export function standingWords({ state, lastSeen }: Standing, now: number): string {
  switch (state) {
    case 'reachable':
      return '';
    case 'connecting':
      return 'not reached yet: connecting';
    case 'refused':
      return 'there, but does not let this Trainyard in';
    case 'unreachable':
      return lastSeen === null ? 'not reachable' : `not reachable since ${seen(lastSeen, now)}`;
  }
}

/** That no machine is called so, and which are known. */
export function unknownMachineWords(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  const there =
    known.length === 0
      ? 'none is known yet, and the settings or `trainyard machines add` add one'
      : `known ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
  return `There is no machine called ${name}: ${there}.${meant}`;
}

/** What becomes of a run that was under way on a machine that cannot be reached. */
export const meanwhileWords = ({ state }: Pick<Machine, 'state'>): string =>
  state === 'unreachable'
    ? 'If Trainyard there was closed, the run waits at its last checkpoint; else it trains on.'
    : 'Training there does not need this connection.';

/** Why something cannot be asked of a machine just now. */
export const unreachableWords = (
  machine: Standing & Pick<Machine, 'name' | 'problem'>,
  now: number,
): string =>
  [`${machine.name} is ${standingWords(machine, now)}.`, machine.problem].filter(Boolean).join(' ');
