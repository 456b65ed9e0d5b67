import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const lockSchema = z.object({ address: z.string(), token: z.string(), pid: z.int() });

/** Where the studio that has a library open is to be reached on this machine. */
export const lockOf = async (library: string) =>
  lockSchema.parse(JSON.parse(await readFile(join(library, 'studio.lock'), 'utf8')));
