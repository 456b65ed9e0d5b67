import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { studioSettingsSchema } from '@shared/contract/settings';
import { CrashReports } from '../../../src-main/studio/care/crash-reports';
import { diagnostics } from '../../../src-main/studio/care/diagnostics';
import { logConsole, openLogFile } from '../../../src-main/studio/care/log-file';
import { withoutData } from '../../../src-main/studio/care/without-data';
import { prepareLibrary } from '../../../src-main/studio/library';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-care-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('what is written down', () => {
  it.each([
    [`cannot read ${homedir()}/My Data/patients 2026.csv`, 'cannot read <path>'],
    ["ENOENT: no such file, open '/home/Jane Doe/x.csv'", "ENOENT: no such file, open '<path>'"],
    ['C:\\Users\\Jane Doe\\library is full', '<path>'],
    ['The run "Jane’s tumours" failed', 'The run "…" failed'],
    ['asked http://127.0.0.1:7654/?token=abc for it', 'asked <address> for it'],
    ['    at open (/opt/Trainyard/app.asar/out/main/main.cjs:12:5)', '    at open (main.cjs:12:5)'],
    ['    at file:///work/out/main/chunks/a.mjs:1:2', '    at a.mjs:1:2'],
    ['loss 3/4 of 12 steps, 50 %', 'loss 3/4 of 12 steps, 50 %'],
    ['it was killed (SIGKILL)', 'it was killed (SIGKILL)'],
  ])('names nothing of a person’s: %s', (text, expected) => {
    expect(withoutData(text)).toBe(expected);
  });
});

describe('the log', () => {
  it('never takes more than its bound, and keeps the newest', async () => {
    const log = openLogFile(join(folder, 'logs', 'trainyard.log'), 2000);
    for (let line = 0; line < 500; line++) log.write('error', `line ${line} ${'x'.repeat(50)}`);
    const names = (await readdir(join(folder, 'logs'))).toSorted();
    expect(names).toEqual(['trainyard.1.log', 'trainyard.2.log', 'trainyard.3.log', 'trainyard.log']);
    for (const name of names) {
      expect((await stat(join(folder, 'logs', name))).size).toBeLessThanOrEqual(2000);
    }
    expect(log.tail(3).map((line) => /line \d+/.exec(line)?.[0])).toEqual([
      'line 497',
      'line 498',
      'line 499',
    ]);
  });

  it('has what the console was told, without data, on one line and those that follow it', async () => {
    const said: unknown[] = [];
    const own = { error: (...its: unknown[]) => void said.push(its), warn: () => {} };
    const log = openLogFile(join(folder, 'trainyard.log'));
    logConsole(log, own);
    own.error('It failed.', new Error('cannot open /home/jane/secret.csv'));
    expect(said).toHaveLength(1);
    const text = await readFile(log.path, 'utf8');
    expect(text).toMatch(/^\d{4}-.*Z error It failed\. Error: cannot open <path>\n/);
    expect(text).not.toMatch(/jane|secret/);
    if (process.platform !== 'win32') expect((await stat(log.path)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written hurts nobody', async () => {
    await writeFile(join(folder, 'file'), '');
    const log = openLogFile(join(folder, 'file', 'trainyard.log'));
    log.write('error', 'x');
    expect(log.tail(5)).toEqual([]);
  });
});

describe('a crash', () => {
  it('leaves a report without data, which is told of once, and old ones go', async () => {
    const reports = new CrashReports(join(folder, 'crashes'), '1.2.3');
    expect(reports.takeUntold()).toEqual([]);
    for (let crash = 0; crash < 25; crash++) {
      reports.write('The program ended', new Error(`number ${crash} at /home/jane/x`), ['last words']);
      await new Promise((done) => setTimeout(done, 2));
    }
    const names = (await readdir(join(folder, 'crashes'))).toSorted();
    expect(names).toHaveLength(20);
    const newest = await readFile(join(folder, 'crashes', names.at(-1)!), 'utf8');
    expect(newest).toMatch(
      /^The program ended in Trainyard 1\.2\.3 at .*\n.*node .*\nError: number 24 at <path>/,
    );
    expect(newest).toContain('last words');
    const untold = reports.takeUntold();
    expect(untold).toHaveLength(20);
    expect(untold.at(-1)).toEqual({
      what: 'The program ended',
      path: join(folder, 'crashes', names.at(-1)!),
    });
    expect(reports.takeUntold()).toEqual([]);
    await new Promise((done) => setTimeout(done, 20));
    reports.write('The window ended (crashed, 5)', '');
    expect(reports.takeUntold().map(({ what }) => what)).toEqual(['The window ended (crashed, 5)']);
  });
});

describe('diagnostics', () => {
  it('say what a helper needs, and nothing of a person’s', async () => {
    const library = await prepareLibrary(join(folder, 'Jane’s library'));
    const settings = studioSettingsSchema.parse({
      proxy: 'http://jane:secret@proxy',
      certificates: '/home/jane/c.pem',
    });
    const text = await diagnostics({
      library,
      shell: 'desktop',
      appVersion: '1.2.3',
      settings,
      backends: [],
      counts: { runs: 3 },
      logTail: () => ['2026 error It failed'],
      crashes: ['The program ended in Trainyard 1.2.3 at noon'],
    });
    expect(text).toMatch(/^Trainyard 1\.2\.3, desktop\nSystem: /);
    for (const part of [
      '  runs: 3',
      '  proxy: set',
      '  certificates: set',
      '  keepAwake: true',
      'error It failed',
      'Crashes, the newest first:\n  The program ended in Trainyard 1.2.3 at noon',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/jane|secret|library\/|\/tmp/i);
  });
});
