import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, versionSchema } from '@shared/update/version';

const number = fc.nat({ max: 12 }).map(String);
const word = fc.constantFrom('alpha', 'beta', 'rc', 'x-1', '0a');
const before = fc.array(fc.oneof(number, word), { maxLength: 3 });
const version = fc
  .tuple(number, number, number, before)
  .map(([a, b, c, parts]) => `${a}.${b}.${c}${parts.length > 0 ? `-${parts.join('.')}` : ''}`);

describe('the order of versions', () => {
  it('is that of semver.org’s own example', () => {
    const inOrder = [
      '0.9.10',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    for (const [at, one] of inOrder.entries()) {
      for (const [place, other] of inOrder.entries()) {
        expect(Math.sign(compareVersions(one, other)), `${one} and ${other}`).toBe(Math.sign(at - place));
      }
    }
  });

  it('does not look at what stands behind a plus sign', () => {
    expect(compareVersions('1.2.3+linux', '1.2.3+windows.4')).toBe(0);
  });

  it('is an order: each against each other way round, and through a third', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(versionSchema.safeParse(a).success).toBe(true);
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it.each(['', '1', '1.2', 'v1.2.3', '1.2.3.4', '1.2.x', '1.2.3-', '123456789.0.0', ' 1.2.3'])(
    'has no place for “%s”',
    (text) => {
      expect(versionSchema.safeParse(text).success).toBe(false);
      expect(() => compareVersions(text, '1.0.0')).toThrow('is no version');
    },
  );
});
