/** Has the window save a file: a browser puts it where it puts downloads, the desktop asks where. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The save begins after this turn; an address that is gone by then would save nothing.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A run's name and what is saved of it, as a file may be called on every system. */
export const fileName = (run: string, what: string, ending: string): string =>
  `${
    `${run}-${what}`
      // R² is r2, and é is e.
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'run'
  }.${ending}`;
