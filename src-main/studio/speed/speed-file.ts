import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  machineSpeedSchema,
  MODEL_KINDS,
  type KindSpeed,
  type Machine,
  type MachineSpeed,
} from '@shared/contract/speed';
import { writeFileAtomically } from '../../durable/atomic-file';
import type { Library } from '../library';
import { readDocument } from '../read-document';

/** One file for each machine that ever measured itself: a library may move, and lie on a disk that several share. */
function pathOf(library: Library, { processor, architecture, threads, libraryVersion }: Machine): string {
  const text = JSON.stringify([processor, architecture, threads, libraryVersion]);
  const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return join(library.machines, `${fingerprint}.json`);
}

/** What was measured on this machine; null when nothing was, or the file is damaged. */
export const readSpeed = async (library: Library, machine: Machine): Promise<MachineSpeed | null> =>
  (await readDocument(pathOf(library, machine), machineSpeedSchema)) ?? null;

/** Writes kinds of model that were measured; those of earlier stay beside them. */
export async function writeSpeed(library: Library, machine: Machine, measured: KindSpeed[]): Promise<void> {
  const before = (await readSpeed(library, machine))?.kinds ?? [];
  const kinds = MODEL_KINDS.flatMap(
    (kind) => [...measured, ...before].find((speed) => speed.kind === kind) ?? [],
  );
  const speed: MachineSpeed = { version: 1, machine, measuredAt: new Date().toISOString(), kinds };
  await mkdir(library.machines, { recursive: true });
  await writeFileAtomically(pathOf(library, machine), JSON.stringify(speed, null, 1));
}
