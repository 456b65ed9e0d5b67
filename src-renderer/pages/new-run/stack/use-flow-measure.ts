import { nextTick, onMounted, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { sizeOf, type Shape } from '@shared/model/describe';
import type { Flow } from '../ribbon';

/**
 * Where what flows between the layers stands on the page: the ribbon is drawn beside blocks whose heights only the
 * page knows.
 *
 * @param shapes what flows before each layer and after the last, as far as it is known
 * @param wall the layer that takes other shapes than arrive
 */
export function useFlowMeasure(
  stack: Readonly<Ref<HTMLElement | null>>,
  shapes: Readonly<Ref<(Shape | undefined)[]>>,
  wall: () => number | undefined,
) {
  const flows = shallowRef<Flow[]>([]);
  const wallY = ref<number>();
  const height = ref(0);

  function measure() {
    const list = stack.value;
    if (!list) return;
    height.value = list.offsetHeight;
    const rows = [...list.querySelectorAll<HTMLElement>('[data-flow]')];
    const known = rows.flatMap((row) => {
      const shape = shapes.value[Number(row.dataset['flow'])];
      return shape
        ? [{ top: row.offsetTop, bottom: row.offsetTop + row.offsetHeight, values: sizeOf(shape) }]
        : [];
    });
    if (known[0]) known[0].top = 18;
    flows.value = known;
    const row = rows.find(({ dataset }) => Number(dataset['flow']) === wall());
    wallY.value = row && row.offsetTop + row.offsetHeight;
  }
  const observer = new ResizeObserver(measure);
  onMounted(() => {
    if (stack.value) observer.observe(stack.value);
    measure();
  });
  onScopeDispose(() => observer.disconnect());
  watch([shapes, wall], () => nextTick(measure));
  return { flows, wallY, height };
}
