import { ref } from 'vue';
import { MOST_PICTURE_BYTES, type AskedCheckpoint } from '@shared/contract/prediction';
import { useClient } from '../../client/provide';
import { refusalOf } from '../../client/refusal';

/**
 * A picture of a person's own, opened, dropped or pasted: the studio prepares it as it did those that the model was
 * trained on.
 */
export function useOwnPicture(
  asked: () => AskedCheckpoint,
  onPrepared: (pixels: Uint8Array<ArrayBuffer>, name: string) => void,
) {
  const client = useClient();
  /** why the last one could not be taken, in a sentence */
  const problem = ref('');
  const isOver = ref(false);
  let opened = 0;

  async function open(file: File): Promise<void> {
    const its = ++opened;
    problem.value = '';
    // The pasteboard gives every picture the same name.
    const name = file.name || 'The picture';
    if (file.size > MOST_PICTURE_BYTES) {
      problem.value = `${name} is larger than the ${MOST_PICTURE_BYTES / 2 ** 20} MiB that a picture may have here.`;
      return;
    }
    try {
      const pixels = await client.predictions.picture({ ...asked(), file: new Blob([file]), name });
      const bytes = new Uint8Array(await pixels.arrayBuffer());
      if (its === opened) onPrepared(bytes, name);
    } catch (error) {
      if (its === opened) problem.value = refusalOf(error).message;
    }
  }
  function take(event: Event, files: FileList | undefined) {
    const file = files?.[0];
    if (!file) return;
    event.preventDefault();
    void open(file);
  }
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

  return {
    problem,
    isOver,
    open,
    paste: (event: ClipboardEvent) => take(event, event.clipboardData?.files),
    listeners: {
      dragover(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        isOver.value = true;
      },
      dragleave(event: DragEvent) {
        const { currentTarget, relatedTarget } = event;
        const isWithin =
          currentTarget instanceof Element &&
          relatedTarget instanceof Node &&
          currentTarget.contains(relatedTarget);
        if (!isWithin) isOver.value = false;
      },
      drop(event: DragEvent) {
        isOver.value = false;
        take(event, event.dataTransfer?.files);
      },
    },
  };
}
