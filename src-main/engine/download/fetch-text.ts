import { setTimeout as sleep } from 'node:timers/promises';
import { answerPieces } from './answer-pieces';
import { NoAddressWorked, type Patience } from './download-file';
import { FetchFailure } from './fetch-failure';
import { httpGet } from './http-get';

/** Somebody may be waiting for it, and a day later it is asked for again. */
export const BRIEF: Patience = { tries: 2, waitMs: 1000, stallMs: 15_000 };

export interface FetchText {
  /** tried in this order */
  addresses: readonly URL[];
  mostBytes: number;
  signal: AbortSignal;
  patience?: Patience | undefined;
}

/**
 * Fetches a short text of which nothing is known before.
 *
 * @returns it, and the address that it came from
 * @throws NoAddressWorked, with why for each of them
 * @throws the signal's reason when aborted
 */
export async function fetchText(wanted: FetchText): Promise<{ text: string; address: URL }> {
  const failures: string[] = [];
  for (const address of wanted.addresses) {
    const text = await textAt(address, wanted);
    if (typeof text === 'string') return { text, address };
    failures.push(`${address.host} ${text.message}`);
  }
  throw new NoAddressWorked(failures.join('; '));
}

async function textAt(
  address: URL,
  { mostBytes, signal, patience = BRIEF }: FetchText,
): Promise<string | FetchFailure> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(address, mostBytes, patience.stallMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FetchFailure)) throw error;
      if (error.then === 'elsewhere' || tries >= patience.tries) return error;
      await sleep(patience.waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function ask(address: URL, mostBytes: number, stallMs: number, signal: AbortSignal): Promise<string> {
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'Trainyard', 'cache-control': 'no-cache' };
  const answer = await httpGet({ address, headers, stallMs, signal });
  try {
    const status = answer.statusCode ?? 0;
    if (status !== 200) {
      throw new FetchFailure(`answers ${status}`, status >= 500 || status === 429 ? 'again' : 'elsewhere');
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of answerPieces(answer)) {
      bytes += piece.length;
      if (bytes > mostBytes) throw new FetchFailure('sends more than such a text has', 'elsewhere');
      pieces.push(piece);
    }
    // Node ends an answer that was cut off without an error where no length was said.
    if (!answer.complete) throw new FetchFailure('broke the connection off', 'again');
    return Buffer.concat(pieces).toString('utf8');
  } finally {
    answer.destroy();
  }
}
