import {
  effectScope,
  getCurrentInstance,
  onScopeDispose,
  ref,
  shallowReactive,
  shallowRef,
  watch,
  type EffectScope,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { useSeries } from './use-series';

/** Many runs answer one by one: what comes together is drawn together. */
const GATHERED_MS = 250;

/**
 * The per-step series of any number of runs, each kept up as `useSeries` does, by their ids. A run that is no longer
 * asked for is given up.
 */
export function useManySeries(
  wanted: Readonly<Ref<readonly string[]>>,
): Readonly<ShallowRef<ReadonlyMap<string, SeriesBuffer>>> {
  const app = getCurrentInstance()?.appContext.app;
  if (!app) throw new Error('useManySeries belongs into the setup of a component');
  const byRun = shallowReactive(new Map<string, Readonly<ShallowRef<SeriesBuffer>>>());
  const scopes = new Map<string, EffectScope>();

  function give(run: string) {
    scopes.get(run)?.stop();
    scopes.delete(run);
    byRun.delete(run);
  }
  function take(run: string) {
    const scope = effectScope(true);
    const series = scope.run(() => app!.runWithContext(() => useSeries(ref(run))));
    scopes.set(run, scope);
    if (series) byRun.set(run, series);
  }
  watch(
    wanted,
    (runs) => {
      for (const run of scopes.keys()) if (!runs.includes(run)) give(run);
      for (const run of runs) if (!scopes.has(run)) take(run);
    },
    { immediate: true },
  );

  const gathered = shallowRef<ReadonlyMap<string, SeriesBuffer>>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const gather = () => {
    timer = undefined;
    gathered.value = new Map([...byRun].map(([run, series]) => [run, series.value]));
  };
  watch(
    () => [...byRun.values()].map((series) => series.value),
    () => (timer ??= setTimeout(gather, GATHERED_MS)),
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    [...scopes.keys()].forEach(give);
  });
  return gathered;
}
