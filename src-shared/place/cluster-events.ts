import { rayAddressWords } from './ray-address';

const AWAY = 'Nothing is heard of the Ray cluster';

/** A line of a run's log: neither its cluster nor its node says anything. */
export const clusterAwayWords = (address: string): string =>
  `${AWAY} ${rayAddressWords(address)}. If it stays so for three minutes, the run is started again from its last checkpoint, where a node answers.`;

export const CLUSTER_BACK = 'The Ray cluster is heard again.';

/** A line of a run's log, as each start of it has one. */
export const trainsThereWords = (node: string): string => `Trains in the Ray cluster, on ${node}.`;

/**
 * Whether the cluster of a run that trains there is away, as its log has it.
 *
 * @param events the log, oldest first
 * @returns the line that says so; undefined while it is heard
 */
export function clusterAway(events: readonly { text: string }[]): string | undefined {
  const last = events.findLast(
    ({ text }) =>
      text.startsWith(AWAY) || text === CLUSTER_BACK || text.startsWith('Trains in the Ray cluster'),
  );
  return last?.text.startsWith(AWAY) ? last.text : undefined;
}
