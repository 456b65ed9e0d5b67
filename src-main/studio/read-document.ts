import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/** Reads a JSON document of a known schema; undefined when it is missing, torn, or of another version. */
export async function readDocument<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
