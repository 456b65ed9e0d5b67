import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Removable, Staying } from '@shared/contract/checkpoint';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { refusalOf, type Refusal } from '../../client/refusal';

/** Typing rests this long before the studio is asked. */
const REST_MS = 200;

export interface CleanUpFound {
  removable: readonly Removable[];
  staying: readonly Staying[];
}

interface CleanUpLook {
  /** undefined while nobody wants to know */
  policy: () => KeepPolicy | undefined;
  /** what the answer depends on besides */
  among: () => unknown;
  ask: (policy: KeepPolicy) => Promise<CleanUpFound>;
}

/** What a policy would remove and what would stay, as of a moment after something changed last. */
export function useCleanUpLook({ policy, among, ask }: CleanUpLook) {
  /** undefined until what is told is about the policy as it is now */
  const found = shallowRef<CleanUpFound>();
  const refusal = shallowRef<Refusal>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  async function look(wanted: KeepPolicy, question: number) {
    try {
      const told = await ask(wanted);
      if (question === newest) found.value = told;
    } catch (error) {
      if (question === newest) refusal.value = refusalOf(error);
    }
  }
  const forget = () => {
    clearTimeout(timer);
    newest++;
  };
  watch(
    [policy, among],
    ([wanted]) => {
      forget();
      if (wanted === undefined) return;
      found.value = undefined;
      refusal.value = undefined;
      const question = newest;
      timer = setTimeout(() => void look(wanted, question), REST_MS);
    },
    { immediate: true },
  );
  onScopeDispose(forget);
  return { found, refusal };
}
