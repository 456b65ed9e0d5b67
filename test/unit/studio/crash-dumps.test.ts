import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CrashReports } from '../../../src-main/studio/care/crash-reports';
import { crashWords, type CrashReport } from '../../../src-main/studio/care/crash-words';
import { readMinidump } from '../../../src-main/studio/care/minidump';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-dumps-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A dump with nothing in it but what ended the process, and Crashpad's annotations of one module. */
function dumpOf(code: number, annotations: Record<string, string>): Uint8Array {
  const bytes = new Uint8Array(4096);
  const view = new DataView(bytes.buffer);
  let end = 0;
  const room = (length: number): number => (end += length) - length;
  const words = (...values: number[]): number => {
    const at = room(values.length * 4);
    for (const [place, value] of values.entries()) view.setUint32(at + place * 4, value, true);
    return at;
  };
  const text = (value: string): number => {
    const encoded = new TextEncoder().encode(value);
    const at = words(encoded.length);
    bytes.set(encoded, room(Math.ceil((encoded.length + 1) / 4) * 4));
    return at;
  };
  // 'MDMP', version, two streams, which follow the header's 32 bytes.
  words(0x504d_444d, 42_899, 2, 32, 0, 0, 0, 0);
  const directory = words(6, 168, 0, 0x4350_0001, 52, 0);
  const exception = words(1, 0, code, 0);
  view.setUint32(directory + 8, exception, true);
  const entries = Object.entries(annotations).map(([name, value]) => [text(name), 1, text(value)]);
  const list = words(entries.length, ...entries.flat());
  const module = words(1, 0, 0, 0, 0, 4 + entries.length * 12, list);
  const modules = words(1, 0, 28, module);
  // Version, two identities of 16 bytes, simple annotations, then size and place of the modules.
  const crashpad = words(1, ...Array<number>(8).fill(0), 0, 0, 16, modules);
  view.setUint32(directory + 20, crashpad, true);
  return bytes.subarray(0, end);
}

const SEGV = constants.signals.SIGSEGV;

describe('a dump', () => {
  it('tells what kind of process it is of, and what ended that', () => {
    const dump = dumpOf(SEGV, { osarch: 'x86_64', process_type: 'renderer', ptype: 'x' });
    expect(readMinidump(dump)).toEqual({ processType: 'renderer', code: SEGV });
    expect(readMinidump(dumpOf(6, {}))).toEqual({ processType: undefined, code: 6 });
  });

  it('that is cut off, or is none, is not read', () => {
    const dump = dumpOf(SEGV, { process_type: 'browser' });
    for (let length = 0; length < dump.length - 8; length += 3) {
      const read = readMinidump(dump.slice(0, length));
      expect(read?.processType).not.toBe('browser');
    }
    expect(readMinidump(new TextEncoder().encode('not a dump at all'))).toBeUndefined();
    const huge = new Uint8Array(64).fill(255);
    huge.set(new TextEncoder().encode('MDMP'));
    expect(readMinidump(huge)).toBeUndefined();
  });
});

describe('a program that left only a dump', () => {
  const reports = () => new CrashReports(folder, '1.2.3');
  async function put(name: string, dump: Uint8Array, at: Date): Promise<void> {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), dump);
    await utimes(join(folder, name), at, at);
  }

  it('is reported at the next start, once; what other processes left is not', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    await put('pending/one.dmp', dumpOf(SEGV, { process_type: 'browser' }), yesterday);
    await put('completed/other.dmp', dumpOf(SEGV, { process_type: 'gpu-process' }), yesterday);
    await put('new/torn.dmp', new Uint8Array(10), yesterday);
    reports().reportDumps(['last words']);
    const untold = reports().takeUntold();
    const cause = process.platform === 'linux' ? 'SIGSEGV' : '0xb';
    expect(untold.map(({ what }) => what)).toEqual([`The program ended in native code (${cause})`]);
    const text = await readFile(untold[0]!.path, 'utf8');
    expect(text).toContain(yesterday.toISOString());
    expect(text).toContain('one.dmp');
    expect(text).toContain('last words');
    expect(reports().newest(5)).toEqual([text.split('\n')[0]]);

    reports().reportDumps();
    expect(reports().takeUntold()).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.txt'))).toHaveLength(1);
  });

  it('is forgotten with its dump, when all data is removed', async () => {
    await put('pending/one.dmp', dumpOf(SEGV, { process_type: 'browser' }), new Date());
    await put('pending/one.meta', new Uint8Array(4), new Date());
    await put('settings.dat', new Uint8Array(4), new Date());
    reports().reportDumps();
    reports().forget();
    expect(reports().newest(5)).toEqual([]);
    const left = await readdir(folder, { recursive: true });
    expect(left.toSorted()).toEqual(['pending', 'settings.dat']);
  });

  it('leaves nothing to report where there is no folder yet', () => {
    const none = new CrashReports(join(folder, 'none'), '1.2.3');
    none.reportDumps();
    expect(none.takeUntold()).toEqual([]);
    expect(none.newest(5)).toEqual([]);
  });
});

describe('what the next start says', () => {
  const report = (what: string): CrashReport => ({ what, path: `/${what}` });
  const [program, window, engine, graphics] = [
    report('The program ended in native code (SIGSEGV)'),
    report('The window ended (crashed, 11)'),
    report('An engine ended (crashed, 11)'),
    report('The process GPU ended (crashed, 11)'),
  ];

  it('is of the worst of them, and shows its report', () => {
    const of = (...untold: (CrashReport | undefined)[]) =>
      crashWords(untold.filter((one) => one !== undefined));
    expect(of(engine, program, window)?.path).toBe(program?.path);
    expect(of(engine, program)?.message).toBe('Trainyard ended unexpectedly the last time.');
    expect(of(engine, window)?.message).toContain('The window');
    expect(of(engine)?.detail).toContain('The page of its run');
    expect(of(engine)?.detail).toContain('may hold data');
  });

  it('is nothing where a graphics process came back unseen, or nothing ended', () => {
    expect(crashWords(graphics ? [graphics] : [])).toBeUndefined();
    expect(crashWords([])).toBeUndefined();
  });
});
