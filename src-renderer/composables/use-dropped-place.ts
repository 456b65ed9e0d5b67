import { ref, type Ref } from 'vue';
import type { Granted, ReadPurpose } from '@shared/contract/grants';
import { refusalOf } from '../client/refusal';
import { percent } from '../format/numbers';
import { canBeSent, usePlaces } from './use-places';
import { say } from './use-said';

/** A file or folder that is dropped on an element. */
export interface DroppedPlace {
  /** for `v-on`; none where nothing can be had by it: a browser hands over no folders */
  listeners: Record<string, (event: DragEvent) => void>;
  isOver: Readonly<Ref<boolean>>;
  canDrop: boolean;
}

/** Takes a file that was dropped: the desktop window knows where it lies, a browser sends it. What is in the way is said. */
export function useTakeDropped(): (
  purpose: ReadPurpose,
  dropped: { file: File; isFolder: boolean },
) => Promise<Granted | null> {
  const places = usePlaces();
  return async (purpose, { file, isFolder }) => {
    const isSent = !window.trainyard;
    if (isSent && (isFolder || !canBeSent(purpose))) {
      say('A browser hands over no folder: pack it into a zip file, or browse for it here.', 'error');
      return null;
    }
    try {
      const granted = await places.ofFile(purpose, file, (share) =>
        say(`Sending ${file.name}: ${percent(share)}`),
      );
      if (!granted)
        say(`${file.name} was not opened: it was not allowed, or nobody can tell where it lies.`, 'error');
      return granted;
    } catch (error) {
      say(refusalOf(error).message, 'error');
      return null;
    }
  };
}

/** What a drop brings first; undefined where it is no file. */
export function droppedFile({ dataTransfer }: DragEvent): { file: File; isFolder: boolean } | undefined {
  const file = dataTransfer?.files[0];
  const isFolder = dataTransfer?.items[0]?.webkitGetAsEntry()?.isDirectory ?? false;
  return file && { file, isFolder };
}

/**
 * Lets a file or folder be dropped on an element.
 *
 * @param isWanted whether what was dropped is taken here; the window may have another use for it
 */
export function useDroppedPlace(
  purpose: ReadPurpose,
  take: (granted: Granted) => void,
  isWanted: (name: string, isFolder: boolean) => boolean = () => true,
): DroppedPlace {
  const isOver = ref(false);
  const takeDropped = useTakeDropped();
  if (!window.trainyard && !canBeSent(purpose)) return { listeners: {}, isOver, canDrop: false };
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
        const dropped = droppedFile(event);
        // What else the window takes is left to it.
        if (!dropped || !isWanted(dropped.file.name, dropped.isFolder)) return;
        event.preventDefault();
        void takeDropped(purpose, dropped).then((granted) => granted && take(granted));
      },
    },
  };
}
