import { createHash } from 'node:crypto';

/** SHA-256 of a document's fields without its seal, in the order in which they stand. */
function sealOf(document: object): string {
  const fields = Object.entries(document).filter(([name]) => name !== 'seal');
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** The document with a seal, by which `isSealed` finds a changed byte. */
export const sealed = <T extends object>(document: T): T & { seal: string } => ({
  ...document,
  seal: sealOf(document),
});

/** Whether a document, as read from its file, is what was written. One without a seal is taken as it is. */
export function isSealed(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || !('seal' in document)) return true;
  return document.seal === sealOf(document);
}
