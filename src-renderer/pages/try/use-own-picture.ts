import { onScopeDispose, ref } from 'vue';
import { MOST_PICTURE_BYTES, type AskedCheckpoint } from '@shared/contract/prediction';
import { useClient } from '../../client/provide';
import { refusalOf } from '../../client/refusal';

/** What the window makes something of, or says where to: runs, specs, weights, data and folders. */
const OPENED =
  /\.(?:trainyard|trainyard-run|json|safetensors|csv|tsv|parquet|np[yz]|zip|tar|t?gz)$|idx\d-ubyte$|^[^.]+$/i;

/**
 * A picture of a person's own, opened, dropped or pasted: the studio prepares it as it did those that the model was
 * trained on.
 */
export function useOwnPicture(
  asked: () => AskedCheckpoint & { invert: boolean },
  onPrepared: (pixels: Uint8Array<ArrayBuffer>, name: string) => void,
  /** told when one cannot be taken, so that the answer to another does not stand beside it */
  onRefused: () => void,
  /** told when one is dropped or pasted */
  onBrought: () => void,
) {
  const client = useClient();
  /** why the last one could not be taken, in a sentence */
  const problem = ref('');
  const isOver = ref(false);
  let opened = 0;
  let last: File | undefined;

  function refuse(why: string) {
    problem.value = why;
    onRefused();
  }
  async function open(file: File): Promise<void> {
    const its = ++opened;
    problem.value = '';
    last = file;
    // The pasteboard gives every picture the same name.
    const name = file.name || 'The picture';
    if (file.size > MOST_PICTURE_BYTES) {
      refuse(`${name} is larger than the ${MOST_PICTURE_BYTES / 2 ** 20} MiB that a picture may have here.`);
      return;
    }
    try {
      const pixels = await client.predictions.picture({ ...asked(), file: new Blob([file]), name });
      const bytes = new Uint8Array(await pixels.arrayBuffer());
      if (its === opened) onPrepared(bytes, name);
    } catch (error) {
      if (its === opened) refuse(refusalOf(error).message);
    }
  }
  function take(event: Event, files: FileList | undefined) {
    const file = files?.[0];
    if (!file) return;
    event.preventDefault();
    onBrought();
    void open(file);
  }
  /** Of pictures alone: what else is dropped, the window has another use for. */
  const isPicture = ({ dataTransfer }: DragEvent) =>
    [...(dataTransfer?.items ?? [])].some(({ kind, type }) => kind === 'file' && type.startsWith('image/'));
  /** Nobody else has a use for it: it is said here that it is no picture. */
  const isForNobody = ({ dataTransfer }: DragEvent) => {
    const name = dataTransfer?.files[0]?.name;
    return name !== undefined && window.trainyard === undefined && !OPENED.test(name);
  };
  // Before the window itself, which opens what nobody else takes.
  useWindowEvent('dragover', (event) => {
    isOver.value = isPicture(event);
    if (isOver.value) event.preventDefault();
  });
  useWindowEvent('dragleave', (event) => {
    if (event.relatedTarget === null) isOver.value = false;
  });
  useWindowEvent('drop', (event) => {
    isOver.value = false;
    if (isPicture(event) || isForNobody(event)) take(event, event.dataTransfer?.files);
  });
  useWindowEvent('paste', (event) => take(event, event.clipboardData?.files));

  /** The last one once more, as it is asked for now. */
  const again = async () => {
    if (last) await open(last);
  };
  /** Something else is shown: what is still under way is not wanted any more. */
  const forget = () => {
    opened++;
    last = undefined;
    problem.value = '';
  };
  return { problem, isOver, open, again, forget };
}

function useWindowEvent<Name extends keyof WindowEventMap>(
  name: Name,
  listener: (event: WindowEventMap[Name]) => void,
) {
  window.addEventListener(name, listener, true);
  onScopeDispose(() => window.removeEventListener(name, listener, true));
}
