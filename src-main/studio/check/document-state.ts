import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode } from '../../faults/data-error';

/** How a JSON document is found. `newer`: of a version that this Trainyard does not know. */
export type DocumentState<Document> =
  | { is: 'missing' | 'torn' | 'newer' }
  | { is: 'unreadable'; why: string }
  | { is: 'fine'; document: Document };

const versionSchema = z.looseObject({ version: z.int().positive() });

/** Reads a document, and tells apart why it cannot be used. @param newest the highest version that is known */
export async function documentState<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  newest = 1,
): Promise<DocumentState<z.infer<Schema>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { is: 'missing' };
    return { is: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { is: 'torn' };
  }
  const version = versionSchema.safeParse(content);
  if (version.success && version.data.version > newest) return { is: 'newer' };
  const parsed = schema.safeParse(content);
  return parsed.success ? { is: 'fine', document: parsed.data } : { is: 'torn' };
}
