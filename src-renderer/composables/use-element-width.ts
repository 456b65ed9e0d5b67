import { onMounted, onScopeDispose, ref, type Ref } from 'vue';

/** The width of an element in pixels, as it changes. */
export function useElementWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0);
  const observer = new ResizeObserver((entries) => {
    width.value = Math.round(entries[0]?.contentRect.width ?? 0);
  });
  onMounted(() => element.value && observer.observe(element.value));
  onScopeDispose(() => observer.disconnect());
  return width;
}
