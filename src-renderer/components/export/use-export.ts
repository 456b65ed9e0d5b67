import { computed, ref, shallowRef, watch } from 'vue';
import type { ExportResult } from '@shared/contract/export';
import { formatWords, type ExportFormat } from '@shared/export/formats';
import { exportName, targetKind } from '@shared/export/target';
import { typedPath } from '@shared/format/typed-path';
import { machineOf } from '@shared/machines/machine-id';
import { saveFile } from '../../charts/save-file';
import { useClient } from '../../client/provide';
import { useAction } from '../../composables/use-action';
import { usePlaceField } from '../../composables/use-place-field';
import { useJobs } from '../../stores/jobs';
import { useStudio } from '../../stores/studio';

/** What is to be written where: a browser may be elsewhere, and takes it as a download. */
export type Destination = 'download' | 'path';

/** One export from the choice of its format to what came of it. */
export function useExport(run: { id: string; name: string }, checkpoint: string) {
  const client = useClient();
  const [jobs, studio] = [useJobs(), useStudio()];
  const format = ref<ExportFormat>('safetensors');
  const { text: to, take, use } = usePlaceField('export');
  /** What lies on another machine is written here by downloading it. */
  const isElsewhere = machineOf(run.id) !== undefined;
  const hasDialog = computed(() => !isElsewhere && studio.info?.filePicking === 'dialog');
  const destination = ref<Destination>(hasDialog.value ? 'path' : 'download');
  const started = ref<string>();
  let isLeft = false;
  const result = shallowRef<ExportResult>();
  const job = computed(() => (started.value === undefined ? undefined : jobs.byId.get(started.value)));
  const isRunning = computed(() => job.value?.state === 'running');

  const start = useAction(async (replace: boolean) => {
    const asked = { run: run.id, checkpoint, format: format.value, replace };
    const made = await (destination.value === 'download'
      ? client.exports.start(asked)
      : use((granted) => {
          if (!granted) throw new Error('Say where it is to be written.');
          return client.exports.start({ ...asked, to: granted.grant });
        }));
    // Its first event may have come before this answer, and be newer.
    if (!jobs.byId.has(made.id)) jobs.put(made);
    started.value = made.id;
    if (isLeft) await cancel();
  });
  /** Whether something is there already that may be replaced. */
  const asksToReplace = computed(
    () => start.refusal.value?.problems.some(({ path }) => path === 'replace') ?? false,
  );
  const download = useAction(async () => {
    if (!result.value) return;
    const content = await client.exports.download({ export: result.value.id });
    saveFile(`${exportName(run.name, format.value)}.zip`, content);
  });
  const fetchResult = useAction(async (id: string) => {
    result.value = await client.exports.get({ export: id });
    if (result.value.canDownload) await download.run();
  });
  /** For good: what is about to start ends at once too. */
  const cancel = async () => {
    isLeft = true;
    if (started.value !== undefined && isRunning.value) await jobs.cancel(started.value);
  };
  watch(
    () => job.value?.state,
    (state) => {
      const id = job.value?.result;
      if (state === 'done' && typeof id === 'string') void fetchResult.run(id);
    },
  );
  // What was said of the place before does not hold for another one.
  watch([format, to, destination], () => (start.refusal.value = undefined));

  return {
    format,
    to,
    destination,
    isElsewhere,
    hasDialog,
    job,
    isRunning,
    result,
    start,
    asksToReplace,
    /** whether it is to be a folder, and no single file */
    isFolder: computed(() => targetKind(format.value, typedPath(to.value)) === 'folder'),
    take,
    name: computed(() => exportName(run.name, format.value)),
    download,
    cancel,
    words: computed(() => formatWords(format.value)),
    refusal: computed(
      () =>
        (asksToReplace.value ? undefined : start.refusal.value) ??
        fetchResult.refusal.value ??
        download.refusal.value,
    ),
    /** Back to the choice, after it failed. */
    again: () => (started.value = undefined),
  };
}
