import { keepReasons, type Claims, type KeepReason } from '@shared/checkpoint/keep';
import type { CheckpointDocument, CheckpointSummary, Removable, Staying } from '@shared/contract/checkpoint';
import type { RunDocument } from '@shared/contract/run';
import type { KeepPolicy } from '@shared/spec/checkpoint-policy';
import { removeFolder } from '../durable/remove-folder';
import {
  asKeepable,
  bestOf,
  checkpointFolder,
  findCheckpoint,
  findCheckpoints,
  lastOf,
  type FoundCheckpoint,
} from './checkpoints';
import { readKeeping, withoutMark, writeKeeping } from './keeping-file';
import { NotFound, Refusal } from './refusal';
import { listUnreadable } from './unreadable-checkpoints';
import { mustRead, passOver } from './where-read';

/** A run, as far as its checkpoints are concerned. */
export interface KeptRun {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly document: Pick<RunDocument, 'spec' | 'datasetName' | 'stepsPerEpoch'>;
}

interface Surveyed {
  found: FoundCheckpoint[];
  pinned: ReadonlySet<string>;
  reasons: Map<string, KeepReason[]>;
}

const bytesOf = (files: CheckpointDocument['files']): number =>
  Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Decides which checkpoints stay, and removes the others. What it decides and does is done one after the other,
 * so that nobody is given a checkpoint that is just being removed.
 */
export class CheckpointKeeper {
  #turn: Promise<unknown> = Promise.resolve();
  /** how many read a checkpoint now, by the path of its folder */
  readonly #readers = new Map<string, number>();

  /** @param parentsIn ids of a run's checkpoints that other runs began with */
  constructor(readonly parentsIn: (run: string) => ReadonlySet<string>) {}

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /**
   * @param keep what is to be kept; the run's own policy when left out
   * @param unread of pins: a list can do without, a removal cannot
   */
  async #survey(
    run: KeptRun,
    keep = run.document.spec.checkpoint.keep,
    unread = mustRead,
  ): Promise<Surveyed> {
    const found = await findCheckpoints(run.folder);
    const pinned = new Set((await readKeeping(run.folder, unread)).pinned);
    const inUse = found.map(({ document }) => document.id).filter((id) => this.#isRead(run, id));
    const claims: Claims = { pinned, parents: this.parentsIn(run.id), inUse: new Set(inUse) };
    const { spec } = run.document;
    const keepables = found.map((checkpoint) => asKeepable(checkpoint, spec));
    const reasons = keepReasons(keepables, keep, claims);
    return { found, pinned, reasons };
  }

  #isRead(run: KeptRun, id: string): boolean {
    return (this.#readers.get(checkpointFolder(run.folder, id)) ?? 0) > 0;
  }

  /** The checkpoints of a run as lists show them, oldest first. */
  async list(run: KeptRun): Promise<CheckpointSummary[]> {
    const { found, pinned, reasons } = await this.#survey(run, undefined, passOver);
    const [best, last] = [bestOf(found, run.document.spec.best.metric), lastOf(found)];
    const readable = found.map((checkpoint) => {
      const { id, epoch, step, reasons: savedFor, metrics, savedAt, files } = checkpoint.document;
      return {
        id,
        run: run.id,
        runName: run.name,
        dataset: run.document.datasetName,
        epoch,
        step,
        reasons: savedFor,
        metrics,
        savedAt,
        bytes: bytesOf(files),
        best: checkpoint === best,
        last: checkpoint === last,
        problem: checkpoint.problem,
        pinned: pinned.has(id),
        keptFor: reasons.get(id) ?? [],
      };
    });
    return [...readable, ...(await listUnreadable(run))].toSorted((a, b) =>
      a.id.localeCompare(b.id, 'en', { numeric: true }),
    );
  }

  /** Removes what the run's policy does not keep. Gives what it removed, oldest first. */
  prune(run: KeptRun): Promise<CheckpointDocument[]> {
    return this.#inTurn(async () => {
      if (run.document.spec.checkpoint.keep === undefined) return [];
      const { found, reasons } = await this.#survey(run);
      const isKept = ({ document }: FoundCheckpoint) => reasons.get(document.id)!.length > 0;
      const gone = found.filter((checkpoint) => !isKept(checkpoint));
      if (gone.length === 0) return [];
      await this.#note(run, { kept: Object.fromEntries([...reasons].filter(([, why]) => why.length > 0)) });
      for (const { folder } of gone) await removeFolder(folder);
      return gone.map(({ document }) => document);
    });
  }

  /** What another policy than the run's own would remove, oldest first. */
  async removable(run: KeptRun, keep: KeepPolicy): Promise<Removable[]> {
    const { found, reasons } = await this.#survey(run, keep);
    return found
      .filter(({ document }) => reasons.get(document.id)!.length === 0)
      .map(({ document: { id, files } }) => ({ run: run.id, checkpoint: id, bytes: bytesOf(files) }));
  }

  /** What another policy than the run's own would leave, and why, oldest first. */
  async staying(run: KeptRun, keep: KeepPolicy): Promise<Staying[]> {
    const { reasons } = await this.#survey(run, keep);
    return [...reasons].flatMap(([checkpoint, why]) =>
      why.length === 0 ? [] : [{ run: run.id, checkpoint, reasons: why }],
    );
  }

  /** Removes those of these checkpoints that a policy still does not keep, and tells which they were. */
  cleanUp(run: KeptRun, ids: ReadonlySet<string>, keep: KeepPolicy): Promise<Removable[]> {
    return this.#inTurn(async () => {
      const gone = (await this.removable(run, keep)).filter(({ checkpoint }) => ids.has(checkpoint));
      for (const { checkpoint } of gone) await removeFolder(checkpointFolder(run.folder, checkpoint));
      return gone;
    });
  }

  /** @throws NotFound */
  pin(run: KeptRun, id: string, isPinned: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (!(await findCheckpoint(run.folder, id))) {
        throw new NotFound(`${run.name} has no checkpoint ${id}.`);
      }
      const others = (await readKeeping(run.folder, mustRead)).pinned.filter((pinned) => pinned !== id);
      await this.#note(run, { pinned: isPinned ? [...others, id] : others });
    });
  }

  /**
   * Removes a checkpoint that is damaged.
   *
   * @throws NotFound; Refusal when nothing is wrong with it
   */
  removeDamaged(run: KeptRun, id: string): Promise<void> {
    return this.#inTurn(async () => {
      const found = (await this.list(run)).find((one) => one.id === id);
      if (found === undefined) throw new NotFound(`${run.name} has no checkpoint ${id}.`);
      if (found.problem === '' || this.#isRead(run, id)) {
        throw Refusal.of('checkpoint', `Checkpoint ${id} of ${run.name} is not damaged, or is being read.`);
      }
      await removeFolder(checkpointFolder(run.folder, id));
      const keeping = await readKeeping(run.folder, mustRead);
      const pinned = keeping.pinned.filter((one) => one !== id);
      await this.#note(run, { pinned, damaged: withoutMark(keeping, id) });
    });
  }

  /** Takes the pin off a checkpoint that is not there any more. */
  forgetPin(run: Pick<KeptRun, 'folder'>, id: string): Promise<void> {
    return this.#inTurn(async () => {
      const keeping = await readKeeping(run.folder, mustRead);
      const pinned = keeping.pinned.filter((one) => one !== id);
      await writeKeeping(run.folder, { ...keeping, pinned });
    });
  }

  /** Remembers that a checkpoint's hashes do not hold. */
  markDamaged(run: KeptRun, id: string, reason: string): Promise<void> {
    return this.#inTurn(async () => {
      const { damaged } = await readKeeping(run.folder, mustRead);
      await this.#note(run, { damaged: { ...damaged, [id]: reason } });
    });
  }

  /** Takes that off again: its hashes do hold. */
  markSound(run: KeptRun, id: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#note(run, { damaged: withoutMark(await readKeeping(run.folder, mustRead), id) });
    });
  }

  async #note(run: KeptRun, changes: Partial<Awaited<ReturnType<typeof readKeeping>>>): Promise<void> {
    await writeKeeping(run.folder, { ...(await readKeeping(run.folder, mustRead)), ...changes });
  }

  /**
   * Keeps a checkpoint from being removed while somebody reads it. Undefined when it is gone already.
   *
   * @returns call it when it is not needed any more
   */
  hold(run: Pick<KeptRun, 'folder'>, id: string): Promise<(() => void) | undefined> {
    return this.#inTurn(async () => {
      if (!(await findCheckpoint(run.folder, id))) return undefined;
      const folder = checkpointFolder(run.folder, id);
      const change = (by: number) => this.#readers.set(folder, (this.#readers.get(folder) ?? 0) + by);
      change(1);
      let isHeld = true;
      return () => {
        if (isHeld) change(-1);
        isHeld = false;
      };
    });
  }
}
