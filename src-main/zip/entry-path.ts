/**
 * Whether a path in an archive leads out of it: upwards, from the root, or to a drive. Nothing is ever written under such
 * names here; but whoever packed them meant no good, or not what it looks like.
 */
export function climbsOut(path: string): boolean {
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || path.includes('\0')) return true;
  return path.split('/').includes('..');
}
