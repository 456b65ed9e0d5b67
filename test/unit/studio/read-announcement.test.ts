import { sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoAnnouncement, readAnnouncement } from '../../../src-main/studio/update/read-announcement';
import { keyPair, signedText } from '../../signed-announcement';

const ours = keyPair();
const another = keyPair();
const text = signedText(ours.privateKey, Buffer.from('a package'));
const read = (its: string, keys = [ours.pem]) => readAnnouncement(its, keys, 'https://a.example/');

describe('an announcement', () => {
  it('is read where one of the keys has signed it, so that keys can change', () => {
    expect(read(text)).toMatchObject({ version: '2.0.0', notes: 'It is faster.' });
    expect(read(text, [another.pem, ours.pem]).version).toBe('2.0.0');
    const { announcement } = JSON.parse(text) as { announcement: string };
    const signatures = [another, ours].map(({ privateKey }) =>
      sign(null, Buffer.from(announcement), privateKey).toString('base64'),
    );
    expect(read(JSON.stringify({ format: 1, announcement, signatures })).version).toBe('2.0.0');
  });

  it('is not believed where nobody signed it, somebody else did, or there is no key', () => {
    const { announcement } = JSON.parse(text) as { announcement: string };
    const unsigned = JSON.stringify({ format: 1, announcement, signatures: [''] });
    for (const refused of [() => read(unsigned), () => read(text, [another.pem]), () => read(text, [])]) {
      expect(refused).toThrow('not signed by the makers of this Trainyard: nothing of it was taken.');
    }
    expect(() => read(text, ['no key', '-----BEGIN PUBLIC KEY-----'])).toThrow('not signed');
  });

  it('is not believed when anything of what was signed is another', () => {
    const whole = read(text);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        let its: unknown = whole;
        try {
          its = read(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(NoAnnouncement);
        }
        expect(its).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', '{}', '<html>', 'null', '{"format":2}', '{"format":1,"announcement":7,"signatures":[]}'])(
    'is none where “%s” lies there',
    (its) => {
      expect(() => read(its)).toThrow('is no announcement of a version');
    },
  );

  it('that is signed for another program, or in a form of later, is not taken', () => {
    const other = signedText(ours.privateKey, Buffer.from('x'), { program: 'another' as never });
    expect(() => read(other)).toThrow('not in a form that this version knows');
  });
});
