import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../durable/atomic-file';
import { readDocument } from '../read-document';

/**
 * What a move leaves in the two folders, and how far it is by that:
 *
 * - `move.json` in the old one: it was begun, and the old one is in use;
 * - the journal in the new one: what is there is not all of it, unless `moved-from.json` is there too;
 * - `moved.json` in the old one: the new one is in use. It is written last, and stays as a signpost.
 */
export const NOTES = {
  begun: 'move.json',
  moved: 'moved.json',
  movedFrom: 'moved-from.json',
  journal: '.trainyard-move.jsonl',
} as const;

const begunSchema = z.object({
  version: z.literal(1),
  to: z.string().min(1),
  reason: z.string().default(''),
});
const movedSchema = z.object({ version: z.literal(1), to: z.string().min(1), at: z.iso.datetime() });
const movedFromSchema = z.object({ version: z.literal(1), from: z.string().min(1), at: z.iso.datetime() });

const write = (path: string, note: object) =>
  writeFileAtomically(path, JSON.stringify({ version: 1, ...note }, null, 1));

export const readBegun = (library: string) => readDocument(join(library, NOTES.begun), begunSchema);
export const readMoved = (library: string) => readDocument(join(library, NOTES.moved), movedSchema);
export const readMovedFrom = (library: string) =>
  readDocument(join(library, NOTES.movedFrom), movedFromSchema);

export const noteBegun = (library: string, to: string, reason = '') =>
  write(join(library, NOTES.begun), { to, reason });
export const noteMoved = (library: string, to: string) =>
  write(join(library, NOTES.moved), { to, at: new Date().toISOString() });
export const noteMovedFrom = (library: string, from: string) =>
  write(join(library, NOTES.movedFrom), { from, at: new Date().toISOString() });

export const removeNote = (library: string, note: keyof typeof NOTES) =>
  rm(join(library, NOTES[note]), { force: true });
