import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { importOptionsSchema, type ImportOptions, type Inspection } from '@shared/contract/import';
import { valueAt as valueIn, withValueAt } from '@shared/spec/path';
import type { Problem } from '@shared/spec/problem';
import { useClient } from '../../../client/provide';
import { refusalOf, type Refusal } from '../../../client/refusal';

/** So long after the last change the source is looked at again. */
const REST_MS = 350;

/** Problems name fields of the request; the form has the options alone. */
const inForm = (problem: Problem): Problem => ({ ...problem, path: problem.path.replace(/^options\./, '') });

/**
 * A file or folder, how it is to be imported, and what that would give, looked at anew as options change.
 *
 * @param grant for it; empty where nothing is chosen
 * @param begin options to begin with; undefined for what is found
 */
export function useInspection(grant: () => string, begin: () => Promise<ImportOptions | undefined>) {
  const client = useClient();
  /** as far as they were chosen; what is left out is found out */
  const chosen = shallowRef<unknown>({});
  const inspection = shallowRef<Inspection>();
  const refusal = shallowRef<Refusal>();
  const isLooking = ref(false);
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const parsed = computed(() => importOptionsSchema.safeParse(chosen.value));
  const options = computed((): ImportOptions | undefined => parsed.value.data);
  const problems = computed((): Problem[] => [
    ...(parsed.value.error?.issues ?? []).map((issue): Problem => {
      const severity = 'error';
      return { severity, path: issue.path.join('.'), message: `${issue.message}.`, mends: [] };
    }),
    ...(refusal.value?.problems ?? []).map(inForm),
  ]);

  async function look() {
    const its = ++asked;
    const wanted = options.value;
    isLooking.value = grant() !== '' && wanted !== undefined;
    if (!isLooking.value || !wanted) return;
    try {
      const found = await client.datasets.inspect({ from: grant(), options: wanted });
      if (its !== asked) return;
      inspection.value = found;
      refusal.value = undefined;
    } catch (error) {
      if (its === asked) refusal.value = refusalOf(error);
    } finally {
      if (its === asked) isLooking.value = false;
    }
  }

  watch(
    grant,
    async () => {
      const its = ++asked;
      isLooking.value = false;
      chosen.value = {};
      inspection.value = undefined;
      refusal.value = undefined;
      const first = await begin().catch(() => undefined);
      if (its !== asked) return;
      chosen.value = first ?? {};
      await look();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    asked++;
    clearTimeout(timer);
  });

  return {
    options,
    inspection,
    refusal,
    problems,
    isLooking,
    /** what is chosen, else what is the default */
    valueAt: (at: string): unknown => valueIn(chosen.value, at) ?? valueIn(options.value, at),
    set(at: string, value: unknown) {
      chosen.value = withValueAt(chosen.value, at, value);
      refusal.value = undefined;
      clearTimeout(timer);
      timer = setTimeout(() => void look(), REST_MS);
    },
  };
}

export type InspectionForm = ReturnType<typeof useInspection>;
