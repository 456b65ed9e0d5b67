import { parseSpec } from '../spec/parse';

/** How files of specs are called. */
export const SPEC_FILE_ENDING = '.trainyard';

/** More than any spec has. */
export const SPEC_FILE_BYTES = 1_000_000;

export type ReadSpecFile = { ok: true; spec: unknown } | { ok: false; sentence: string };

/**
 * A spec out of a file's text. One with wrong fields is read too: the form names them and mends what it can. What is no
 * spec at all is told in a sentence.
 */
export function readSpecFile(name: string, text: string): ReadSpecFile {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, sentence: `${name} cannot be read: it is not JSON (${why}).` };
  }
  if (typeof spec !== 'object' || spec === null || !('model' in spec) || !('data' in spec)) {
    return {
      ok: false,
      sentence: `${name} is not the spec of a run: a spec is a JSON object with data, model and training settings.`,
    };
  }
  const parsed = parseSpec(spec);
  const whole = parsed.ok ? undefined : parsed.problems.find(({ path }) => path === '' || path === 'version');
  return whole ? { ok: false, sentence: `${name} cannot be opened: ${whole.message}` } : { ok: true, spec };
}
