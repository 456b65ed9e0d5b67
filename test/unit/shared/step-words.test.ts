import { describe, expect, it } from 'vitest';
import { MUCH_SLOWER, stepWords, whyPlainStep } from '@shared/model/step-words';

const started = (mode: 'compiled' | 'eager') => ({ text: `Started on WebAssembly, ${stepWords(mode)}` });
const warning = { text: `The step could not be compiled (no space), ${MUCH_SLOWER}.` };
const other = { text: 'Checkpoint saved.' };

describe('why a run is on the plain step', () => {
  it('is the sentence of its log, whatever came later', () => {
    expect(whyPlainStep([started('eager'), warning, other])).toBe(warning.text);
  });

  it('is nothing where it is compiled, or where there is nothing to compile for', () => {
    expect(whyPlainStep([])).toBe('');
    expect(whyPlainStep([started('compiled'), other])).toBe('');
    expect(whyPlainStep([started('eager'), other])).toBe('');
  });

  it('is forgotten by a run that starts anew and is compiled', () => {
    expect(whyPlainStep([started('eager'), warning, started('compiled')])).toBe('');
    expect(whyPlainStep([started('compiled'), started('eager'), warning])).toBe(warning.text);
  });
});
