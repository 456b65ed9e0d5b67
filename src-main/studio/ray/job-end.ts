import type { RayPlace } from '@shared/contract/place';
import { resourceWords } from '@shared/place/resource-words';
import { oneLine } from '../../faults/one-line';
import type { RayJobState } from './ray-jobs';

/** What a shell says where a command is not there, or may not be run. */
const NO_COMMAND: readonly (number | null)[] = [126, 127];
/** What `ray-worker` ends with where it could not begin; its last line says why. */
export const COULD_NOT_BEGIN = 2;

const MOST_WORDS = 300;

const lineOf = (text: string, which: 'first' | 'last'): string => {
  const lines = text
    .split('\n')
    .map((line) => oneLine(line).trim())
    .filter((line) => line !== '');
  return ((which === 'first' ? lines[0] : lines.at(-1)) ?? '').slice(0, MOST_WORDS);
};

/**
 * Why a job is over whose engine did not say so itself.
 *
 * @param state undefined where the cluster does not know the job any more
 * @returns in words: a sentence where another start would end the same (`isLasting`), else a part of one, without a full stop
 */
export function whyEnded(
  state: RayJobState | undefined,
  { command, cpus, gpus }: Pick<RayPlace, 'command' | 'cpus' | 'gpus'>,
): { isLasting: boolean; words: string } {
  if (state === undefined) {
    return {
      isLasting: false,
      words: 'the Ray cluster does not know its job any more, as after it was started anew',
    };
  }
  const { status, message, errorType, exitCode } = state;
  if (status === 'FAILED' && NO_COMMAND.includes(exitCode)) {
    return {
      isLasting: true,
      words: `The nodes of the Ray cluster have no command "${command}": install Trainyard on them, or say with --ray-command how it is started there.`,
    };
  }
  if (status === 'FAILED' && exitCode === COULD_NOT_BEGIN)
    return { isLasting: true, words: lineOf(message, 'last') };
  if (/supervisor_actor_(start_timeout|unschedulable)/i.test(errorType)) {
    return {
      isLasting: true,
      words: `No node of the Ray cluster had ${resourceWords({ cpus, gpus })} free for it in time: ask for less, or for fewer at once.`,
    };
  }
  if (status === 'STOPPED') return { isLasting: true, words: 'Its job was stopped in the Ray cluster.' };
  if (status === 'SUCCEEDED') {
    return {
      isLasting: true,
      words:
        'Its job in the Ray cluster is done, but nothing of it is in the shared folder: check that the folder is the same one on this machine and on the nodes.',
    };
  }
  const why = lineOf(message, 'first').replace(/\.$/, '');
  return {
    isLasting: false,
    words: `its node in the Ray cluster, or its job there, died${why && ` (${why})`}`,
  };
}
