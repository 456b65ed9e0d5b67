/** How a process ended, in words without a full stop. */
export function exitInWords(code: number | null, signal: string | null): string {
  if (signal) return `it was killed (${signal})`;
  return code === 0 ? 'it ended by itself' : `it ended with code ${code ?? 'unknown'}`;
}
