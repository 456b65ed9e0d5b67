import { nextTick, ref, type ComputedRef, type Ref } from 'vue';
import { newLayer, type LayerType } from '@shared/spec/layer';
import { moved } from './drop-place';

/** What is done to the layers of a draft, each by a key, a button or the mouse; the focus goes along. */
export function useLayerEdits(
  layers: ComputedRef<unknown[]>,
  setLayers: (next: unknown[]) => void,
  stack: Readonly<Ref<HTMLElement | null>>,
) {
  const chosen = ref<number>();
  /** of a layer that was just added from a menu */
  let added: number | undefined;

  const focusHead = (index: number) =>
    nextTick(() => stack.value?.querySelector<HTMLElement>(`[data-layer-head="${index}"]`)?.focus());

  function insert(type: LayerType, at: number) {
    setLayers(layers.value.toSpliced(at, 0, newLayer[type]()));
    chosen.value = at;
    added = at;
  }

  return {
    chosen,
    focusHead,
    insert,
    /** After the chosen layer, else before the last, which gives the classes. */
    add: (type: LayerType) =>
      insert(type, chosen.value === undefined ? Math.max(0, layers.value.length - 1) : chosen.value + 1),
    /** The menu would give the focus back to its button; the keys work on the head of the new layer. */
    afterMenu: (event: Event) => {
      if (added === undefined) return;
      event.preventDefault();
      void focusHead(added);
      added = undefined;
    },
    duplicate: (index: number) => {
      setLayers(layers.value.toSpliced(index + 1, 0, structuredClone(layers.value[index])));
      if (chosen.value === index) chosen.value = index + 1;
      void focusHead(index + 1);
    },
    remove: (index: number) => {
      setLayers(layers.value.toSpliced(index, 1));
      chosen.value = undefined;
      void focusHead(Math.min(index, layers.value.length - 1));
    },
    moveTo: (from: number, to: number) => {
      if (to < 0 || to >= layers.value.length) return;
      setLayers(moved(layers.value, from, to));
      if (chosen.value === from) chosen.value = to;
      else chosen.value = undefined;
      void focusHead(to);
    },
  };
}
