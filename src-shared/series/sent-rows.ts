import { z } from 'zod';

/**
 * Rows on their way to whoever asked for them, as the bytes of little-endian float64. Few travel as base64 within the answer:
 * a page's browser keeps each Blob in a store of another process, which costs a run's page more than all else that it hears.
 */
export const sentRowsSchema = z.union([z.instanceof(Blob), z.string()]);
export type SentRows = z.infer<typeof sentRowsSchema>;

/**
 * The bytes of rows that were sent.
 *
 * @throws DOMException where a text is no base64
 */
export async function receivedRows(sent: SentRows): Promise<ArrayBuffer> {
  if (typeof sent !== 'string') return sent.arrayBuffer();
  const text = atob(sent);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}
