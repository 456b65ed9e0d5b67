import { describe, expect, it } from 'vitest';
import { openableArguments, openedBy } from '../../../src-main/electron/opened-arguments';
import { isRunFileName, runFileName } from '../../../src-shared/open/run-file';
import { pageOfAddress } from '../../../src-shared/open/page-address';
import { readSpecFile } from '../../../src-shared/open/spec-file';
import { presets } from '../../../src-shared/spec/presets';

const digits = {
  id: 'digits',
  name: 'Drawn digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};

describe('a link to a page', () => {
  it('leads to a run', () => {
    expect(pageOfAddress('trainyard://run/20261129-084900-vz64')).toBe('/runs/20261129-084900-vz64');
  });

  it('leads to a sweep', () => {
    expect(pageOfAddress('trainyard://sweep/20261129-084900-vz64')).toBe('/sweeps/20261129-084900-vz64');
  });

  it('may be a page’s own address', () => {
    expect(pageOfAddress('trainyard://app/#/compare?runs=a,b')).toBe('/compare?runs=a,b');
    expect(pageOfAddress('trainyard://app/')).toBe('/runs');
  });

  it.each([
    'https://example.com/#/runs',
    'trainyard://run/../../etc',
    'trainyard://run/',
    'trainyard://sweep/',
    'trainyard://constructor/abcd',
    'trainyard://elsewhere/x',
    'no address',
  ])('is none of ours: %s', (address) => {
    expect(pageOfAddress(address)).toBeUndefined();
  });

  it('never leads out of the window', () => {
    expect(pageOfAddress('trainyard://app/#//example.com')).toBe('/runs');
    expect(pageOfAddress('trainyard://app/#javascript:alert(1)')).toBe('/runs');
  });
});

describe('what a program was started with', () => {
  it('holds links and files of ours, and nothing of Chromium’s', () => {
    const argv = [
      '--no-sandbox',
      '.',
      '--library',
      'x.trainyard',
      'a.trainyard',
      'trainyard://run/abcd',
      'b.csv',
    ];
    expect(openableArguments(argv)).toEqual(['a.trainyard', 'trainyard://run/abcd']);
  });

  it('knows its files however their ending is written', async () => {
    expect(openableArguments(['A.TRAINYARD', 'B.Trainyard-Run'])).toEqual(['A.TRAINYARD', 'B.Trainyard-Run']);
    expect(await openedBy('B.Trainyard-Run', '/home/me')).toEqual({
      what: 'run-file',
      path: '/home/me/B.Trainyard-Run',
    });
  });

  it('says why a file cannot be read', async () => {
    const opened = await openedBy('gone.trainyard', '/nowhere');
    expect(opened).toMatchObject({
      what: 'problem',
      sentence: expect.stringContaining('gone.trainyard cannot be read'),
    });
  });

  it('hands on where a file with a run lies, against the folder it was named in', async () => {
    expect(await openedBy('x.trainyard-run', '/home/me')).toEqual({
      what: 'run-file',
      path: '/home/me/x.trainyard-run',
    });
  });
});

describe('a file with a spec', () => {
  it('is read, wrong fields included', () => {
    const spec = presets.mlp.spec(digits);
    expect(readSpecFile('a.trainyard', JSON.stringify(spec))).toEqual({ ok: true, spec });
    const wrong = { ...spec, epochs: -3 };
    expect(readSpecFile('a.trainyard', JSON.stringify(wrong))).toEqual({ ok: true, spec: wrong });
  });

  it.each([
    ['{', 'a.trainyard cannot be read: it is not JSON'],
    ['[1]', 'a.trainyard is not the spec of a run'],
    ['null', 'a.trainyard is not the spec of a run'],
    ['{"model":{},"data":{},"version":99}', 'a.trainyard cannot be opened: '],
  ])('says why it is none: %s', (text, words) => {
    const read = readSpecFile('a.trainyard', text);
    expect(read).toMatchObject({ ok: false, sentence: expect.stringContaining(words) });
  });
});

describe('a file with a run', () => {
  it('is named after the run', () => {
    expect(runFileName('digits mlp')).toBe('digits-mlp.trainyard-run');
    expect(runFileName('../../etc/passwd')).toBe('etc-passwd.trainyard-run');
    expect(runFileName('???')).toBe('run.trainyard-run');
    expect(runFileName('Größe 2')).toBe('Größe-2.trainyard-run');
  });

  it('has the files of a run, and no other', () => {
    for (const name of [
      'run.json',
      'events.jsonl',
      'metrics/steps.parquet',
      'checkpoints/0001-844/model.safetensors',
    ]) {
      expect(isRunFileName(name), name).toBe(true);
    }
    for (const name of [
      '../run.json',
      '/run.json',
      'metrics/..',
      'metrics/../../x',
      'checkpoints/../x',
      'checkpoints/0001-844/../../x',
      'metrics/.hidden',
      'other.json',
      'metrics/a/b',
      'metrics\\x',
      'metrics/steps.log.12.tmp',
      'run.json\n',
    ]) {
      expect(isRunFileName(name), name).toBe(false);
    }
  });
});
