import { randomUUID } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaceReport, RayPlace } from '@shared/contract/place';
import { errorCode } from '../../faults/data-error';
import type { Library } from '../library';
import { Refusal } from '../refusal';
import type { RunRecord } from '../run-record';
import type { Elsewhere } from '../run-training';
import { KnownPlaces } from './known-places';
import { RayEngine } from './ray-engine';
import { RayFault, RayJobs } from './ray-jobs';
import { DatasetSharing } from './share-dataset';
import { takeUpEarlier } from './take-up';

/** So many starts in a row that bring a run no further are no accident. */
const MOST_VAIN_STARTS = 3;
const AGAIN_MS = 2_000;

/** Why a folder cannot be shared with a cluster, in one sentence; empty where it can. */
async function folderProblem(folder: string): Promise<string> {
  if (!isAbsolute(folder)) return `${folder} is no absolute path: name the shared folder from the root on.`;
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    return `The shared folder ${folder} is not there: name one that this machine and every node of the cluster can write.`;
  }
  if (!found.isDirectory()) return `${folder} is a file: name a folder that is shared with the cluster.`;
  const trial = join(folder, `.writable-${randomUUID()}`);
  try {
    await writeFile(trial, '');
    await rm(trial);
    return '';
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return `The shared folder ${folder} cannot be written (${code}): give yourself permission, or name another one.`;
  }
}

/** The Ray clusters that runs are sent to. */
export class RayPlaces {
  readonly #sharing = new DatasetSharing();
  readonly known: KnownPlaces;

  constructor(
    library: Pick<Library, 'folder'>,
    readonly appVersion: string,
  ) {
    this.known = new KnownPlaces(library);
  }

  /** Whether a cluster answers, and its folder can be written. */
  async look({ address, shared }: RayPlace): Promise<PlaceReport> {
    const problem = await folderProblem(shared);
    try {
      return { problem, version: `Ray ${await new RayJobs(address).version()}` };
    } catch (error) {
      if (!(error instanceof RayFault)) throw error;
      return { problem: error.message, version: '' };
    }
  }

  /** Remembers a cluster that is about to be used. @throws Refusal where it cannot be used as it is */
  async refuseUnusable(place: RayPlace): Promise<void> {
    const { problem } = await this.look(place);
    if (problem !== '') throw Refusal.of('place', problem);
    await this.known.remember(place);
  }

  /** Where a run trains that is to train in a cluster. */
  elsewhere(place: RayPlace, { id, folder }: Pick<RunRecord, 'id' | 'folder'>): Elsewhere {
    const jobs = new RayJobs(place.address);
    const { appVersion } = this;
    let vain = 0;
    let before = -1;
    return {
      spawn: (env) => new RayEngine({ place, jobs, sharing: this.#sharing, appVersion }, env),
      takeUp: () => takeUpEarlier(place, jobs, id, folder),
      startsAgain: async (step) => {
        vain = step > before ? 1 : vain + 1;
        before = step;
        if (vain > MOST_VAIN_STARTS) return false;
        await sleep(vain * AGAIN_MS);
        return true;
      },
    };
  }
}
