import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { z } from 'zod';
import type { FileStamp } from './copy-verified';
import { NOTES } from './move-notes';

const headSchema = z.object({ version: z.literal(1), from: z.string() });
const lineSchema = z.object({ path: z.string(), size: z.number(), mtime: z.string() });

function parsed<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** From which library a folder is a copy that was begun; undefined where it is none. */
export async function copiedFrom(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, NOTES.journal), 'utf8').catch(() => '');
  return parsed(headSchema, text.split('\n')[0] ?? '')?.from;
}

/** Which files were copied and verified, with how they were then. A line that a crash tore counts for nothing. */
export class MoveJournal {
  private constructor(
    readonly files: Map<string, FileStamp>,
    readonly stream: ReturnType<typeof createWriteStream>,
  ) {}

  static async open(folder: string, from: string): Promise<MoveJournal> {
    const path = join(folder, NOTES.journal);
    const text = await readFile(path, 'utf8').catch(() => '');
    const files = new Map<string, FileStamp>();
    for (const line of text.split('\n').slice(1)) {
      const known = parsed(lineSchema, line);
      if (known) files.set(known.path, { size: known.size, mtime: known.mtime });
    }
    const stream = createWriteStream(path, { flags: 'a' });
    await once(stream, 'open');
    if (text === '') stream.write(`${JSON.stringify({ version: 1, from })}\n`);
    else if (!text.endsWith('\n')) stream.write('\n');
    return new MoveJournal(files, stream);
  }

  note(path: string, stamp: FileStamp): void {
    this.files.set(path, stamp);
    this.stream.write(`${JSON.stringify({ path, ...stamp })}\n`);
  }

  async close(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close');
  }
}
