import { watch } from 'vue';
import { useRouter } from 'vue-router';
import { openedSchema, type Opened } from '@shared/contract/opened';
import { readSpecFile } from '@shared/open/spec-file';
import { useOverlays } from '../composables/use-overlays';
import { say } from '../composables/use-said';
import { useDraft } from '../stores/draft';
import { useStudio } from '../stores/studio';
import { useOpenRunFile } from './use-open-run-file';

/** Shows what is opened from outside of the page: links, files, entries of the native menu. */
export function useOpened(): (opened: Opened) => Promise<void> {
  const [router, studio, draft] = [useRouter(), useStudio(), useDraft()];
  const openRunFile = useOpenRunFile();
  const overlays = useOverlays();

  /** Before the library is known, a page would find nothing of what it is asked for. */
  const loaded = () =>
    new Promise<void>((resolve) => {
      const stop = watch(
        () => studio.loaded,
        (isLoaded) => {
          if (!isLoaded) return;
          resolve();
          queueMicrotask(() => stop());
        },
        { immediate: true },
      );
    });

  async function show(opened: Opened): Promise<void> {
    await loaded();
    switch (opened.what) {
      case 'page':
        await router.push(opened.route);
        return;
      case 'spec': {
        const read = readSpecFile(opened.name, opened.text);
        if (!read.ok) return say(read.sentence, 'error');
        draft.beginFromSpec(read.spec);
        await router.push({ name: 'new-run' });
        return say(`${opened.name} is opened as a new run.`);
      }
      case 'run-file':
        return openRunFile(opened.granted.grant);
      case 'overlay':
        overlays[opened.overlay].value = true;
        return;
      case 'problem':
        return say(opened.sentence, 'error');
    }
  }

  window.trainyard?.onOpened((opened) => {
    const parsed = openedSchema.safeParse(opened);
    if (parsed.success) void show(parsed.data);
  });
  return show;
}
