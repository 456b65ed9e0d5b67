import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path is a folder, or lies below it, by their names: links are for the caller to follow. */
export function isWithin(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
