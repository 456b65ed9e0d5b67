/** Whether each word that was typed is in one of some texts; all of them are where nothing was typed. */
export function hasWords(typed: string, ...texts: readonly string[]): boolean {
  const text = texts.join(' ').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
