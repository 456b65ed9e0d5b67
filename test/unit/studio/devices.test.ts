import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendReport } from '@shared/contract/backend';
import { Backends } from '../../../src-main/studio/backends';
import { Devices } from '../../../src-main/studio/devices/devices';
import { KeptTests } from '../../../src-main/studio/devices/kept-tests';
import {
  hasNvidiaCard,
  noGpuWords,
  parseCards,
  readGraphics,
  troubleOf,
} from '../../../src-main/studio/devices/read-graphics';
import {
  instructionSets,
  physicalCores,
  Processor,
  processorTemperature,
} from '../../../src-main/studio/devices/read-processor';
import type { EngineProcess } from '../../../src-main/studio/engine-process';
import { Jobs } from '../../../src-main/studio/jobs';
import { Refusal } from '../../../src-main/studio/refusal';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-devices-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const CPUINFO = [
  'processor\t: 0\nphysical id\t: 0\ncore id\t\t: 0\nflags\t\t: fpu sse4_2 avx avx2 fma avx512f avx512_vnni amx_tile',
  'processor\t: 1\nphysical id\t: 0\ncore id\t\t: 1\nflags\t\t: fpu',
  'processor\t: 2\nphysical id\t: 0\ncore id\t\t: 0\nflags\t\t: fpu',
  'processor\t: 3\nphysical id\t: 1\ncore id\t\t: 0\nflags\t\t: fpu',
].join('\n\n');

/** Writes a file of a made-up /sys. */
async function put(path: string, text: string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), `${text}\n`);
}

describe('the processor', () => {
  it('is told by what Linux says of it', () => {
    expect(instructionSets(CPUINFO)).toEqual(['AVX', 'AVX2', 'FMA', 'AVX-512', 'VNNI', 'AMX']);
    expect(physicalCores(CPUINFO)).toBe(3);
    expect(instructionSets('processor : 0\nFeatures\t: fp asimd bf16')).toEqual(['NEON', 'bfloat16']);
    expect(physicalCores('processor : 0\nFeatures\t: fp asimd')).toBeUndefined();
    expect(instructionSets('')).toEqual([]);
  });

  it('has the temperature of its own sensor, else of its zone, else none', async () => {
    expect(await processorTemperature(folder)).toBeNull();
    await put('class/thermal/thermal_zone0/type', 'acpitz');
    await put('class/thermal/thermal_zone0/temp', '20000');
    expect(await processorTemperature(folder)).toBeNull();
    await put('class/thermal/thermal_zone1/type', 'x86_pkg_temp');
    await put('class/thermal/thermal_zone1/temp', '48000');
    expect(await processorTemperature(folder)).toBe(48);
    await put('class/hwmon/hwmon0/name', 'nvme');
    await put('class/hwmon/hwmon0/temp1_input', '33000');
    await put('class/hwmon/hwmon1/name', 'k10temp');
    await put('class/hwmon/hwmon1/temp1_input', '61500');
    expect(await processorTemperature(folder)).toBe(61.5);
    // A sensor that is not connected.
    await put('class/hwmon/hwmon1/temp1_input', '-128000');
    expect(await processorTemperature(folder)).toBe(48);
  });

  it('of this machine is as it is', async () => {
    const { memory, busy, facts, kind } = await new Processor().read();
    expect(kind).toBe('cpu');
    expect(facts.length).toBeGreaterThan(0);
    expect(memory!.usedBytes).toBeGreaterThan(0);
    expect(memory!.usedBytes).toBeLessThanOrEqual(memory!.totalBytes);
    expect(busy ?? 0).toBeLessThanOrEqual(1);
  });
});

const gpuReport = (changes: Partial<BackendReport> = {}): BackendReport => ({
  kind: 'gpu',
  state: 'unavailable',
  description: '',
  reason: 'The library is not here.',
  hint: 'Fetch it.',
  bfloat16Speed: null,
  engineBytes: 0,
  ...changes,
});

describe('graphics cards', () => {
  const LINE = '0, NVIDIA H200, 143771, 1024, 37, 45, 570.86.15, 9.0';

  it('are told by what the driver’s tool says, and what it does not say', () => {
    expect(
      parseCards(`${LINE}\n1, Tesla K80, [N/A], [N/A], [N/A], [N/A], 470.57.02\nNo devices were found\n`),
    ).toEqual([
      {
        index: '0',
        name: 'NVIDIA H200',
        totalBytes: 143_771 * 2 ** 20,
        usedBytes: 1024 * 2 ** 20,
        busy: 0.37,
        temperature: 45,
        driver: '570.86.15',
        capability: 9,
      },
      {
        index: '1',
        name: 'Tesla K80',
        totalBytes: null,
        usedBytes: null,
        busy: null,
        temperature: null,
        driver: '470.57.02',
        capability: null,
      },
    ]);
  });

  it('say what keeps them from being used, and what to do', () => {
    const ready = gpuReport({ state: 'ready' });
    expect(troubleOf({ driver: '570.86', capability: 9 }, ready)).toEqual({ trouble: '', hint: '' });
    expect(troubleOf({ driver: '570.86', capability: 5.2 }, gpuReport()).trouble).toContain('5.2');
    const oldDriver = troubleOf({ driver: '470.57.02', capability: null }, gpuReport());
    expect(oldDriver.trouble).toContain('it is 470.57.02, and CUDA 12 needs 525');
    expect(oldDriver.hint).toContain('Install a current driver');
    expect(troubleOf({ driver: '570.86', capability: 9 }, gpuReport())).toEqual({
      trouble: 'The library is not here.',
      hint: 'Fetch it.',
    });
  });

  it('are found on the bus where they have no driver', async () => {
    expect(await hasNvidiaCard(folder)).toBe(false);
    await put('bus/pci/devices/0000:01:00.1/vendor', '0x10de');
    await put('bus/pci/devices/0000:01:00.1/class', '0x040300');
    expect(await hasNvidiaCard(folder)).toBe(false);
    await put('bus/pci/devices/0000:01:00.0/vendor', '0x10de');
    await put('bus/pci/devices/0000:01:00.0/class', '0x030000');
    expect(await hasNvidiaCard(folder)).toBe(true);
    expect(noGpuWords('missing', true)).toContain('no driver for it: install');
    expect(noGpuWords('missing', false)).toContain('No NVIDIA card was found');
    expect(noGpuWords('silent', true)).toContain('does not answer');
  });

  /** Stands for the driver's tool, which only a machine with such a card has. */
  async function fakeTool(script: string): Promise<void> {
    await writeFile(join(folder, 'nvidia-smi'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'nvidia-smi'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  }

  it.skipIf(process.platform === 'win32')(
    'are asked of the tool; an older one without what it does not know',
    async () => {
      await fakeTool(
        `case "$1" in *compute_cap*) exit 2;; esac\necho "0, GTX 1060, 6144, 600, 3, 50, 535.1"`,
      );
      const { devices, noGpu } = await readGraphics(gpuReport());
      expect(noGpu).toBe('');
      expect(devices).toEqual([
        {
          id: 'gpu-0',
          kind: 'gpu',
          name: 'GTX 1060',
          memory: { totalBytes: 6144 * 2 ** 20, usedBytes: 600 * 2 ** 20 },
          busy: 0.03,
          temperature: 50,
          facts: ['driver 535.1'],
          trouble: 'The library is not here.',
          hint: 'Fetch it.',
        },
      ]);
    },
  );

  it.skipIf(process.platform === 'win32')('that do not answer are said not to', async () => {
    await fakeTool('exit 9');
    expect(await readGraphics(undefined)).toMatchObject({
      devices: [],
      noGpu: expect.stringContaining('driver'),
    });
  });
});

describe('a self-test', () => {
  const measured = {
    library: 'TensorFlow 2.21.0 on the CPU, 2 threads',
    numerics: {
      backend: 'cpu' as const,
      libraryVersion: '2.21.0',
      threads: 2,
      oneDnn: true,
      precision: 'float32' as const,
    },
    matrix: { size: 1024, gigaflops: 100 },
    memory: { arrayBytes: 1e8, gigabytesPerSecond: 20 },
    training: [{ kind: 'dense' as const, batch: 128, samplesPerSecond: 1000, isCompiled: true }],
    repetition: { steps: 20, differs: '' },
    seconds: 45,
  };

  /** An engine that says what it is told to, to the job of each type. */
  const engine =
    (results: Record<string, unknown>): (() => EngineProcess) =>
    () => {
      let tell: (message: unknown) => void = () => {};
      let exit: (how: { code: number | null; reason: string }) => void = () => {};
      return {
        pid: 1,
        send: (message) => {
          const { job } = message as { job?: { type: string } };
          const result = results[job?.type ?? ''];
          if (result !== undefined) queueMicrotask(() => tell({ type: 'done', result }));
        },
        onMessage: (listener) => {
          tell = listener;
          queueMicrotask(() => listener({ type: 'ready' }));
        },
        onExit: (listener) => (exit = listener),
        stderrTail: () => '',
        kill: () => exit({ code: 1, reason: 'it was killed' }),
      };
    };
  const PROBED = {
    type: 'probe',
    report: gpuReport({ kind: 'cpu', state: 'ready' }),
    numerics: measured.numerics,
    dependsOn: null,
  };

  function open(results: Record<string, unknown>, refuseAtWork = () => {}) {
    const spawn = engine(results);
    const jobs = new Jobs(spawn, () => {});
    const backends = new Backends(spawn, () => {});
    return { jobs, devices: new Devices({ spawn, backends, jobs, cacheFolder: folder, refuseAtWork }) };
  }

  it('is kept, with its date, the last of each rung', async () => {
    const { jobs, devices } = open({ probe: PROBED, 'self-test': { type: 'self-test', measured } });
    await devices.test('cpu', 1);
    await vi.waitUntil(() => jobs.list()[0]?.state === 'done');
    const { tests } = await devices.report();
    expect(tests).toEqual([
      { ...measured, backend: 'cpu', device: expect.any(String), at: expect.any(String) },
    ]);
    // Known at the next start too.
    expect(await new KeptTests(folder).list()).toEqual(tests);
    await new KeptTests(folder).put({ ...tests[0]!, seconds: 1 });
    expect((await new KeptTests(folder).list()).map(({ seconds }) => seconds)).toEqual([1]);
  });

  it('makes way for a run that is started, and says so', async () => {
    const { jobs, devices } = open({ probe: PROBED });
    await devices.test('cpu', 1);
    await devices.giveWay();
    await vi.waitUntil(() => jobs.list()[0]?.state === 'failed');
    expect(jobs.list()[0]?.reason).toContain('A run was started, which goes before');
    expect((await devices.report()).tests).toEqual([]);
  });

  it('is refused while something is at work', async () => {
    const { jobs, devices } = open({ probe: PROBED }, () => {
      throw new Refusal('A run is under way.');
    });
    await expect(devices.test('cpu', 1)).rejects.toThrow('A run is under way');
    expect(jobs.list()).toEqual([]);
  });
});
