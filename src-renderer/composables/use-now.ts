import { onScopeDispose, ref, type Ref } from 'vue';

/** The time in milliseconds, renewed every `every` of them. */
export function useNow(every: number): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, every);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
