/** The ids of what is said about a field: what it is for, and what is wrong with it. */
export function describing(path: string, hasHint: boolean, hasProblem: boolean): string | undefined {
  const ids = [...(hasHint ? [`hint-${path}`] : []), ...(hasProblem ? [`problem-${path}`] : [])];
  return ids.length > 0 ? ids.join(' ') : undefined;
}
