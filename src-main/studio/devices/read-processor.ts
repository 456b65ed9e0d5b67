import { readdir, readFile } from 'node:fs/promises';
import { cpus, freemem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device } from '@shared/contract/devices';
import { memoryBytes } from '../machine-memory';

/** What Linux calls instructions that matter here, and what people do; the first of a name counts. */
const INSTRUCTIONS: readonly (readonly [flag: string, name: string])[] = [
  ['avx', 'AVX'],
  ['avx2', 'AVX2'],
  ['fma', 'FMA'],
  ['avx512f', 'AVX-512'],
  ['avx512_vnni', 'VNNI'],
  ['avx_vnni', 'VNNI'],
  ['avx512_bf16', 'bfloat16'],
  ['amx_tile', 'AMX'],
  ['asimd', 'NEON'],
  ['sve', 'SVE'],
  ['bf16', 'bfloat16'],
];

/** Drivers of sensors that sit in a processor. */
const SENSORS = ['coretemp', 'k10temp', 'zenpower', 'cpu_thermal'];
const ZONES = /^(x86_pkg_temp|cpu[-_]?thermal|soc[-_]thermal)$/;

/** The sets of instructions that `/proc/cpuinfo` names, in words. */
export function instructionSets(cpuinfo: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? '';
  const flags = new Set(line.split(' '));
  return [...new Set(INSTRUCTIONS.flatMap(([flag, name]) => (flags.has(flag) ? name : [])))];
}

/** Cores that `/proc/cpuinfo` names; undefined where it does not, as on ARM. */
export function physicalCores(cpuinfo: string): number | undefined {
  const cores = cpuinfo.split('\n\n').flatMap((one) => {
    const [socket, core] = [/^physical id\s*:\s*(\d+)/m, /^core id\s*:\s*(\d+)/m].map(
      (its) => its.exec(one)?.[1],
    );
    return socket !== undefined && core !== undefined ? `${socket}/${core}` : [];
  });
  return cores.length > 0 ? new Set(cores).size : undefined;
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );

/** Thousandths of a degree; what no processor ever has is a sensor that is not there. */
function degrees(text: string): number | null {
  const value = Number(text) / 1000;
  return text !== '' && value > 0 && value < 150 ? value : null;
}

/** The processor's temperature in °C, where Linux tells it. @param sys for tests */
export async function processorTemperature(sys = '/sys'): Promise<number | null> {
  const namesIn = (folder: string) =>
    readdir(folder).then(
      (names) => names.toSorted(),
      () => [],
    );
  const hwmon = join(sys, 'class', 'hwmon');
  for (const name of await namesIn(hwmon)) {
    if (!SENSORS.includes(await textOf(join(hwmon, name, 'name')))) continue;
    const found = degrees(await textOf(join(hwmon, name, 'temp1_input')));
    if (found !== null) return found;
  }
  const thermal = join(sys, 'class', 'thermal');
  for (const name of await namesIn(thermal)) {
    if (!ZONES.test(await textOf(join(thermal, name, 'type')))) continue;
    const found = degrees(await textOf(join(thermal, name, 'temp')));
    if (found !== null) return found;
  }
  return null;
}

interface Ticks {
  at: number;
  busy: number;
  all: number;
}

function ticks(): Ticks {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times;
    busy += user + nice + sys + irq;
    all += user + nice + sys + irq + idle;
  }
  return { at: performance.now(), busy, all };
}

/** Looks are compared with the one before, unless that was too long ago to tell of now. */
const STALE_MS = 10_000;
const BRIEF_MS = 200;

/** The machine's processor, as it is at the moment. */
export class Processor {
  #last: Ticks | undefined;

  async #busy(): Promise<number | null> {
    if (this.#last === undefined || performance.now() - this.#last.at > STALE_MS) {
      this.#last = ticks();
      await sleep(BRIEF_MS);
    }
    const [before, now] = [this.#last, ticks()];
    if (now.all <= before.all) return null;
    this.#last = now;
    return Math.min(1, Math.max(0, (now.busy - before.busy) / (now.all - before.all)));
  }

  async read(): Promise<Device> {
    const processors = cpus();
    const cpuinfo = await textOf('/proc/cpuinfo');
    const [cores, sets] = [physicalCores(cpuinfo), instructionSets(cpuinfo)];
    const threads = `${processors.length} ${processors.length === 1 ? 'thread' : 'threads'}`;
    const totalBytes = memoryBytes();
    return {
      id: 'cpu',
      kind: 'cpu',
      name: processors[0]?.model.trim() || 'Processor',
      memory: { totalBytes, usedBytes: totalBytes - Math.min(totalBytes, freemem()) },
      busy: await this.#busy(),
      temperature: await processorTemperature(),
      facts: [
        cores === undefined ? threads : `${cores} ${cores === 1 ? 'core' : 'cores'}, ${threads}`,
        ...(sets.length > 0 ? [sets.join(', ')] : []),
      ],
      trouble: '',
      hint: '',
    };
  }
}
