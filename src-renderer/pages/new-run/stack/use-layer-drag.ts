import { onScopeDispose, ref, type Ref } from 'vue';
import { gapAt, placeInGap } from './drop-place';

/** A hand that trembles this much, in pixels, has clicked. */
const CLICK_PX = 5;

/** The click that follows on a drag would open the layer. */
function swallowClick(): void {
  const swallow = (click: Event) => click.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
}

/**
 * Layers that are dragged to another place by their heads, with a mouse or a pen; a finger scrolls.
 *
 * @param blocks the layers' elements, from top to bottom
 * @param onDrop is told where a layer was and where it is to be
 */
export function useLayerDrag(blocks: () => HTMLElement[], onDrop: (from: number, to: number) => void) {
  const dragged = ref<number>();
  /** where it would be dropped; undefined where it would stay */
  const gap: Ref<number | undefined> = ref();
  let stop = () => {};

  function start(event: PointerEvent, index: number) {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    stop();
    const startY = event.clientY;
    const listening = new AbortController();
    const { signal } = listening;
    stop = () => {
      listening.abort();
      dragged.value = undefined;
      gap.value = undefined;
    };
    const move = ({ clientY }: PointerEvent) => {
      if (dragged.value === undefined && Math.abs(clientY - startY) < CLICK_PX) return;
      dragged.value = index;
      const elements = blocks();
      const boxes = elements.map((element) => element.getBoundingClientRect());
      const its = gapAt(
        clientY,
        boxes.map(({ top, height }) => top + height / 2),
      );
      gap.value = placeInGap(index, its) === undefined ? undefined : its;
      elements[Math.min(its, elements.length - 1)]?.scrollIntoView({ block: 'nearest' });
    };
    const drop = () => {
      const to = gap.value === undefined ? undefined : placeInGap(index, gap.value);
      if (dragged.value !== undefined) swallowClick();
      stop();
      if (to !== undefined) onDrop(index, to);
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', drop, { signal });
    window.addEventListener('pointercancel', () => stop(), { signal });
    const leave = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      // The button is still held.
      if (dragged.value !== undefined) window.addEventListener('pointerup', swallowClick, { once: true });
      stop();
    };
    window.addEventListener('keydown', leave, { signal });
  }
  onScopeDispose(() => stop());
  return { dragged, gap, start };
}
