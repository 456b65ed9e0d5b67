import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { BinEntry } from '@shared/contract/queue';
import type { DiscardedSweep } from '@shared/contract/sweep';
import { useClient } from '../client/provide';
import { refusalOf } from '../client/refusal';
import { counted } from '../format/numbers';
import { useCheckpoints } from './checkpoints';
import { useRuns } from './runs';
import { useSweeps } from './sweeps';
import { useUndo } from './undo';

/** Discarded runs and sweeps. */
export const useBin = defineStore('bin', () => {
  const client = useClient();
  const [runs, checkpoints, undo] = [useRuns(), useCheckpoints(), useUndo()];
  const itsSweeps = useSweeps();
  const entries = shallowRef<BinEntry[]>([]);
  const sweeps = shallowRef<DiscardedSweep[]>([]);

  async function fetch() {
    [entries.value, sweeps.value] = await Promise.all([client.bin.list(), client.sweeps.discarded()]);
  }
  async function bringBack(run: string) {
    runs.put(await client.bin.restore({ run }));
    // It is back. What cannot be fetched now is when its page is opened.
    await checkpoints.fetchRun(run).catch(() => {});
  }
  /**
   * As many as can be. Those that are back are no longer among them: asked again, it is only about the others.
   *
   * @throws what held up the first that is not back
   */
  async function bringAllBack(gone: BinEntry[]) {
    const refusals: unknown[] = [];
    for (const entry of gone.slice()) {
      try {
        await bringBack(entry.run);
        gone.splice(gone.indexOf(entry), 1);
      } catch (error) {
        refusals.push(error);
      }
    }
    await fetch();
    if (refusals.length > 0) throw refusals[0];
  }

  return {
    entries,
    sweeps,
    fetch,
    /**
     * Discards runs, one after the other, with one undo for all.
     *
     * @param onBack done when they were brought back
     * @param goesOn asked before each: of a thousand, somebody may want the rest to stay
     * @returns why some were not
     */
    async discard(
      ids: readonly string[],
      { onBack, goesOn = () => true }: { onBack?: () => unknown; goesOn?: () => boolean } = {},
    ): Promise<string[]> {
      const gone: BinEntry[] = [];
      const refusals: string[] = [];
      for (const run of ids) {
        if (!goesOn()) break;
        try {
          gone.push(await client.runs.discard({ run }));
          runs.remove(run);
        } catch (error) {
          refusals.push(refusalOf(error).message);
        }
      }
      if (gone.length > 0) {
        const one = gone.length === 1 ? gone[0] : undefined;
        undo.offer(
          one ? `${one.name} is in the bin.` : `${counted(gone.length, 'run')} are in the bin.`,
          async () => {
            await bringAllBack(gone);
            await onBack?.();
          },
        );
      }
      await fetch();
      return refusals;
    },
    async restore(run: string) {
      await bringBack(run);
      undo.dismiss();
      await fetch();
    },
    /** Brings a sweep back, with the runs that went with it. */
    async restoreSweep(sweep: string) {
      await itsSweeps.restore(sweep);
      undo.dismiss();
      await fetch();
    },
    async empty() {
      entries.value = await client.bin.empty({});
      sweeps.value = [];
      undo.dismiss();
    },
  };
});
