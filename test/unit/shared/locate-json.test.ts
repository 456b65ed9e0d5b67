import fc from 'fast-check';
import { presets } from '@shared/spec/presets';
import { lineOfPath, locateJson } from '@shared/spec/locate-json';
import { describe, expect, it } from 'vitest';

describe('locateJson', () => {
  it('finds the line of each field of a spec', () => {
    const spec = presets.cnn.spec({ id: 'digits', classes: ['0', '1'] });
    const text = JSON.stringify(spec, null, 2);
    const located = locateJson(text);
    if (!located.ok) throw new Error(located.mistake);
    expect(located.value).toEqual(spec);
    const lineWith = (words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1;
    expect(located.lines.get('batchSize')).toBe(lineWith('"batchSize"'));
    expect(located.lines.get('model.layers.1.poolSize')).toBe(lineWith('"poolSize"'));
    expect(lineOfPath(located.lines, 'model.layers.1.units')).toBe(lineWith('"maxPool2d"') - 1);
    expect(lineOfPath(located.lines, 'nowhere')).toBe(1);
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 2, 'a comma or } is missing'],
    ['{\n  "a": 1,\n}', 3, 'there is a comma before }'],
    ['{\n  "a": [1,\n 2\n}', 3, 'a comma or ] is missing'],
    ['{\n  "a": yes\n}', 2, 'yes is no number, text in quotation marks, true, false or null'],
    ['{\n  "a": "b\n}', 2, 'a text has no closing quotation mark'],
    ['{\n  a: 1\n}', 2, 'a name in quotation marks is missing'],
    ['{\n  "a" 1\n}', 2, 'a colon is missing after "a"'],
    ['{\n  "a": 1,\n  "a": 2\n}', 3, '"a" stands here twice'],
    ['{\n  "a": 1', 1, '{ is not closed by }'],
    ['{ "a":', 1, 'the text ends where a value is missing'],
    ['{ "a": 1 } }', 1, 'the text goes on after its last bracket'],
    ['{ "a": 01 }', 1, '01 is no number, text in quotation marks, true, false or null'],
    ['', 1, 'the text ends where a value is missing'],
    ['{\n  "a": -1e400\n}', 2, '-1e400 is too large a number'],
  ])('says what is wrong with %j', (text, line, mistake) => {
    expect(locateJson(text)).toEqual({ ok: false, line, mistake });
  });

  it('takes and refuses just what JSON.parse does, names that stand twice and infinite numbers aside', () => {
    const parses = (text: string) => {
      try {
        return { ok: true, value: JSON.parse(text) as unknown };
      } catch {
        return { ok: false };
      }
    };
    const cut = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '1', ':'));
    fc.assert(
      fc.property(cut, ([text, at, put]) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + put + text.slice(place + 1);
        const located = locateJson(changed);
        if (!located.ok && /twice$|too large a number$/.test(located.mistake)) return;
        expect(located).toMatchObject(parses(changed));
      }),
      { numRuns: 500 },
    );
  });
});
