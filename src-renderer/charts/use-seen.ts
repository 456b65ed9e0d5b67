import { onBeforeUnmount, onMounted, ref, type Ref, type ShallowRef } from 'vue';

/** Whether any of an element is on the screen, which what is scrolled away is not. */
export function useSeen(element: Readonly<ShallowRef<Element | null>>): Readonly<Ref<boolean>> {
  const isSeen = ref(true);
  const observer = new IntersectionObserver((entries) => {
    isSeen.value = entries.at(-1)?.isIntersecting ?? true;
  });
  onMounted(() => element.value && observer.observe(element.value));
  onBeforeUnmount(() => observer.disconnect());
  return isSeen;
}
