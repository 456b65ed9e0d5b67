import type { IncomingMessage } from 'node:http';
import { answerPieces } from './answer-pieces';
import { FetchFailure } from './fetch-failure';
import { httpGet } from './http-get';
import type { PartFile } from './part-file';

/** A file as its authors publish it. */
export interface WantedFile {
  name: string;
  bytes: number;
  /** of the whole file, 64 hexadecimal digits */
  sha256: string;
}

export interface Transfer {
  file: WantedFile;
  part: PartFile;
  address: URL;
  stallMs: number;
  signal: AbortSignal;
  /** told after each piece how many bytes of the file are there; less than before where it had to begin anew */
  onBytes: (bytes: number) => void;
}

/** Statuses with which a server says that it may do better later. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);
/** A server is not waited for longer than this, whatever it asks for. */
const LONGEST_WAIT = 60_000;

/**
 * Fetches what is missing of a file with one request, into its part: from where the part ends when the server can and
 * the file is still the same there, else from the beginning.
 *
 * @returns where it began, in bytes
 * @throws FetchFailure what came before is in the part
 * @throws the signal's reason when aborted
 */
export async function transfer({
  file,
  part,
  address,
  stallMs,
  signal,
  onBytes,
}: Transfer): Promise<{ from: number }> {
  if (part.size > file.bytes) await part.empty();
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'Trainyard', ...rangeOf(part, address) };
  const answer = await httpGet({ address, headers, stallMs, signal });
  try {
    const from = await begin(answer, { file, part, address });
    onBytes(part.size);
    await receive(answer, { file, part, onBytes });
    return { from };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    answer.destroy();
  }
}

function rangeOf({ size, origin }: PartFile, address: URL): Record<string, string> {
  if (size === 0) return {};
  const range = { range: `bytes=${size}-` };
  // Another address has other marks for the same file; whether the bytes belong together is then seen in the end.
  const mark = origin?.address === address.href ? (origin.etag ?? origin.lastModified) : undefined;
  return mark === undefined ? range : { ...range, 'if-range': mark };
}

/** Reads the answer's head and has the part ready for its body. */
async function begin(
  answer: IncomingMessage,
  { file, part, address }: Pick<Transfer, 'file' | 'part' | 'address'>,
): Promise<number> {
  const status = answer.statusCode ?? 0;
  if (status === 206) {
    const { from, total } = contentRange(answer.headers['content-range']);
    if (total !== undefined) checkSize(total, file);
    if (from === part.size) return from;
    await part.empty();
    throw new FetchFailure('sends another range than it was asked for', 'again');
  }
  if (status === 200) {
    const length = answer.headers['content-length'];
    if (length !== undefined) checkSize(Number(length), file);
    const { etag, 'last-modified': lastModified } = answer.headers;
    await part.restart({
      version: 1,
      address: address.href,
      etag: etag?.startsWith('"') ? etag : undefined,
      lastModified,
      sha256: file.sha256,
    });
    return 0;
  }
  if (status === 416) {
    await part.empty();
    throw new FetchFailure('has not that many bytes', 'again');
  }
  const text = `answers ${status}${answer.statusMessage ? ` (${answer.statusMessage.slice(0, 80)})` : ''}`;
  if (!LATER.has(status)) throw new FetchFailure(text, 'elsewhere');
  const seconds = Number(answer.headers['retry-after']);
  throw new FetchFailure(text, 'again', seconds > 0 ? Math.min(1000 * seconds, LONGEST_WAIT) : 0);
}

function contentRange(header: string | undefined): { from: number; total: number | undefined } {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '') ?? [];
  // No range, or one that says nothing, is none that was asked for.
  return {
    from: Number(from ?? -1),
    total: total === undefined || total === '*' ? undefined : Number(total),
  };
}

function checkSize(offered: number, { bytes }: WantedFile): void {
  if (offered === bytes) return;
  throw new FetchFailure(
    `has a file of ${offered.toLocaleString('en')} bytes where ${bytes.toLocaleString('en')} were published`,
    'elsewhere',
  );
}

async function receive(
  answer: IncomingMessage,
  { file, part, onBytes }: Pick<Transfer, 'file' | 'part' | 'onBytes'>,
): Promise<void> {
  for await (const bytes of answerPieces(answer)) {
    if (part.size + bytes.length > file.bytes) {
      await part.empty();
      throw new FetchFailure('sends more bytes than were published', 'elsewhere');
    }
    await part.append(bytes);
    onBytes(part.size);
  }
  if (part.size < file.bytes) throw new FetchFailure('broke the connection off', 'again');
}
