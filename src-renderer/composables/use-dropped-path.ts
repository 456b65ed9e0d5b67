import { ref, type Ref } from 'vue';

/** A file or folder that is dropped on an element: where it lies. */
export interface DroppedPath {
  /** for `v-on`; none where paths cannot be told: a browser's page may not know them */
  listeners: Record<string, (event: DragEvent) => void>;
  isOver: Readonly<Ref<boolean>>;
  canDrop: boolean;
}

/**
 * Electron alone tells where a dropped file lies.
 *
 * @param isWanted whether what was dropped is taken here; the window may have another use for it
 */
export function useDroppedPath(
  take: (path: string) => void,
  isWanted: (name: string, isFolder: boolean) => boolean,
): DroppedPath {
  const pathOf = window.trainyard?.pathOf;
  const isOver = ref(false);
  if (!pathOf) return { listeners: {}, isOver, canDrop: false };
  return {
    isOver,
    canDrop: true,
    listeners: {
      dragover(event) {
        event.preventDefault();
        isOver.value = true;
      },
      dragleave(event) {
        const { currentTarget, relatedTarget } = event;
        const isWithin =
          currentTarget instanceof Element &&
          relatedTarget instanceof Node &&
          currentTarget.contains(relatedTarget);
        if (!isWithin) isOver.value = false;
      },
      drop(event) {
        isOver.value = false;
        const file = event.dataTransfer?.files[0];
        const isFolder = event.dataTransfer?.items[0]?.webkitGetAsEntry()?.isDirectory ?? false;
        // What else the window takes is left to it.
        if (!file || !isWanted(file.name, isFolder)) return;
        event.preventDefault();
        const path = pathOf(file);
        if (path) take(path);
      },
    },
  };
}
