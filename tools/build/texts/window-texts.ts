import { findTexts, keysIn } from './find-texts.ts';
import type { Finding } from './finding.ts';
import { isLeftOut, windowSources } from './sources.ts';

export interface WindowTexts {
  /** the window's own sources, by their paths */
  sources: ReadonlyMap<string, string>;
  /** strings that are names for the program somewhere */
  keys: ReadonlySet<string>;
  /** of each file that has any */
  findings: ReadonlyMap<string, readonly Finding[]>;
}

/**
 * All texts of the window, by the files that they stand in.
 *
 * @param root the project's folder
 */
export async function windowTexts(root: string): Promise<WindowTexts> {
  const sources = await windowSources(root);
  const keys = new Set([...sources].flatMap(([path, source]) => keysIn(path, source)));
  const findings = new Map<string, readonly Finding[]>();
  for (const [path, source] of sources) {
    const found = isLeftOut(path) ? [] : findTexts(path, source, keys);
    if (found.length > 0) findings.set(path, found);
  }
  return { sources, keys, findings };
}
