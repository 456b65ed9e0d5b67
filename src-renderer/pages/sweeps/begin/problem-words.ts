import { MONITOR_NAMES } from '@shared/spec/stopping';

export interface CalledField {
  path: string;
  /** what the form calls it */
  label: string;
}

const METRICS: readonly CalledField[] = Object.entries(MONITOR_NAMES).map(([path, label]) => ({
  path,
  label,
}));

const quoted = (path: string): string => path.replaceAll('.', String.raw`\.`);
const lowered = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
const raised = (label: string): string => label.charAt(0).toUpperCase() + label.slice(1);

/**
 * What is wrong with a sweep in the words of its form: fields by their labels, where the studio's sentences name them as
 * a spec does.
 */
export function problemWords(message: string, fields: readonly CalledField[]): string {
  const longestFirst = [...fields, ...METRICS].toSorted((a, b) => b.path.length - a.path.length);
  return longestFirst.reduce((told, { path, label }) => {
    // What is an ordinary word too, such as epochs, is a field only where a sentence begins with it.
    const before = /[.A-Z]/.test(path) ? String.raw`^|(?<![\w.])` : '^|(?<=^With )';
    const named = new RegExp(`(?:${before})${quoted(path)}(?!\\.?\\w)`, 'g');
    return told.replace(named, (_all, at: number) => (at === 0 ? raised(label) : lowered(label)));
  }, message);
}
