import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { valueAt } from '@shared/spec/path';
import type { Problem } from '@shared/spec/problem';
import { useClient } from '../../client/provide';

/** Typing rests this long before the studio is asked. */
const REST_MS = 250;
const OF_THE_START =
  /^(start(\..*)?|stop(\..*)?|epochs|backend|precision|optimizer\.name|model\.layers\.\d+.*)$/;
const OF_A_FILE = /^weights(\..*)?$/;
const OF_THE_DISK = 'checkpoint.keep';

/**
 * What only the studio can tell of a draft: whether its checkpoints fit on the disk, and of one that begins at a
 * checkpoint or with a file, whether its weights fit the model and the epochs leave anything to train.
 *
 * @param on the machine that it is to be trained on, which is asked then
 */
export function useStudioCheck(
  draft: () => unknown,
  on: () => string | undefined,
): Readonly<ShallowRef<Problem[]>> {
  const client = useClient();
  const problems = shallowRef<Problem[]>([]);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  async function ask(spec: unknown, question: number) {
    const machine = on();
    const found = await client.runs.check({ spec, on: machine }).catch(() => []);
    if (question !== newest) return;
    const hasStart = valueAt(spec, 'start') !== undefined;
    problems.value = found.filter(
      // What another machine finds, only it can tell.
      ({ path }) =>
        machine !== undefined ||
        path === OF_THE_DISK ||
        OF_A_FILE.test(path) ||
        (hasStart && OF_THE_START.test(path)),
    );
  }
  watch(
    [draft, on] as const,
    ([spec]) => {
      clearTimeout(timer);
      const question = ++newest;
      if (spec === undefined) problems.value = [];
      else timer = setTimeout(() => void ask(spec, question), REST_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    newest++;
  });
  return problems;
}
