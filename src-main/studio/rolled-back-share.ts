import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from './read-document';

/** Where training stood, beside a checkpoint's arrays. */
const STATE = 'state.json';
const stateSchema = z.object({ rollBacks: z.object({ factor: z.number().positive() }) });

/** The share of the learning rate that roll-backs have left of it at a checkpoint; undefined where there were none. */
export async function rolledBackShareAt(checkpoint: string): Promise<number | undefined> {
  const state = await readDocument(join(checkpoint, STATE), stateSchema);
  return state && state.rollBacks.factor < 1 ? state.rollBacks.factor : undefined;
}
