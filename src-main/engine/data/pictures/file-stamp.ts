import type { Stats } from 'node:fs';

/** What changes when a file is written, or something may be done with it that might not before. */
export const fileStamp = ({ size, mtimeMs, ctimeMs }: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs'>): string =>
  `${size} ${mtimeMs} ${ctimeMs}`;
