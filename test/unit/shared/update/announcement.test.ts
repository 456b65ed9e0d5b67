import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcementSchema, isStale, offeredTo, type Announcement } from '@shared/update/announcement';
import { compareVersions } from '@shared/update/version';

const DEB = {
  kind: 'deb' as const,
  platform: 'linux',
  arch: 'x64',
  name: 'trainyard_2.0.0_amd64.deb',
  bytes: 10,
  sha256: 'a'.repeat(64),
};
const announced = (changes: Partial<Announcement> = {}): Announcement =>
  announcementSchema.parse({
    format: 1,
    program: 'trainyard',
    version: '2.0.0',
    date: '2026-01-02T00:00:00.000Z',
    notes: 'new',
    minimum: '1.0.0',
    share: 100,
    files: [DEB],
    ...changes,
  });
const machine = { version: '1.5.0', platform: 'linux', arch: 'x64', kind: 'deb' as const, drawn: 50 };

describe('a version is offered', () => {
  it('where it is newer, with the package of the system', () => {
    expect(offeredTo(announced(), machine)).toEqual({ file: DEB, isTooOld: false });
    expect(offeredTo(announced(), { ...machine, kind: 'rpm' })).toEqual({ file: undefined, isTooOld: false });
    expect(offeredTo(announced(), { ...machine, arch: 'arm64' })?.file).toBeUndefined();
    expect(offeredTo(announced(), { ...machine, kind: undefined })?.file).toBeUndefined();
  });

  it('never where it is no newer one', () => {
    const part = fc.nat({ max: 3 });
    const version = fc.tuple(part, part, part).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (its, ours) => {
        const offered = offeredTo(announced({ version: its, minimum: '0.0.0' }), {
          ...machine,
          version: ours,
        });
        expect(offered !== undefined).toBe(compareVersions(its, ours) > 0);
      }),
    );
  });

  it('to as many machines as its share says, and to those again when that grows', () => {
    const drawn = Array.from({ length: 1000 }, (_, at) => at / 10);
    const having = (share: number) =>
      drawn.filter((one) => offeredTo(announced({ share }), { ...machine, drawn: one }));
    expect(having(0)).toEqual([]);
    expect(having(10)).toHaveLength(100);
    expect(having(100)).toHaveLength(1000);
    expect(having(25)).toEqual(expect.arrayContaining(having(10)));
  });

  it('but not to be put over one that is too old', () => {
    expect(offeredTo(announced({ minimum: '1.5.0' }), machine)?.isTooOld).toBe(false);
    expect(offeredTo(announced({ minimum: '1.5.1' }), machine)?.isTooOld).toBe(true);
  });
});

it('is stale where another one was signed later', () => {
  expect(isStale(announced(), null)).toBe(false);
  expect(isStale(announced(), '2026-01-02T00:00:00.000Z')).toBe(false);
  expect(isStale(announced(), '2026-01-02T00:00:00.001Z')).toBe(true);
});

it.each(['../evil.deb', 'a/b.deb', '.hidden', '', 'a b.deb', 'C:\\x.exe'])(
  'cannot name a file “%s”',
  (name) => {
    expect(announcementSchema.safeParse({ ...announced(), files: [{ ...DEB, name }] }).success).toBe(false);
  },
);
