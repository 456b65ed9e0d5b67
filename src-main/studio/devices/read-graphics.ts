import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackendReport } from '@shared/contract/backend';
import type { Device } from '@shared/contract/devices';

/** NVIDIA's own tool, which comes with the driver. */
const TOOL = 'nvidia-smi';
const FIELDS = [
  'index',
  'name',
  'memory.total',
  'memory.used',
  'utilization.gpu',
  'temperature.gpu',
  'driver_version',
];
/** Older drivers do not know it, and refuse the rest with it. */
const CAPABILITY = 'compute_cap';
const PATIENCE_MS = 5000;
const MIB = 2 ** 20;

/** What TensorFlow's own builds since 2.17 have code for, and CUDA 12 runs on (NVIDIA's table of minor version compatibility). */
const OLDEST_CAPABILITY = 6;
const OLDEST_DRIVER = 525;

interface Card {
  index: string;
  name: string;
  totalBytes: number | null;
  usedBytes: number | null;
  busy: number | null;
  temperature: number | null;
  driver: string;
  /** such as 8.6; null where the driver does not tell */
  capability: number | null;
}

const number = (text: string | undefined): number | null =>
  text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;

/** Lines of the tool, a card each; what is none is left out. */
export function parseCards(text: string): Card[] {
  return text.split('\n').flatMap((line) => {
    const [index, name, total, used, busy, temperature, driver, capability] = line
      .split(',')
      .map((one) => one.trim());
    if (index === undefined || !/^\d+$/.test(index) || !name || driver === undefined) return [];
    const bytes = (mib: string | undefined) => {
      const value = number(mib);
      return value === null ? null : value * MIB;
    };
    const share = number(busy);
    return {
      index,
      name,
      totalBytes: bytes(total),
      usedBytes: bytes(used),
      busy: share === null ? null : Math.min(1, share / 100),
      temperature: number(temperature),
      driver,
      capability: number(capability),
    };
  });
}

/** What keeps a card from being trained with, and what to do: by what it tells of itself, then by what trying it found. */
export function troubleOf(
  { driver, capability }: Pick<Card, 'driver' | 'capability'>,
  gpu: BackendReport | undefined,
): { trouble: string; hint: string } {
  if (gpu?.state === 'ready') return { trouble: '', hint: '' };
  const major = number(driver.split('.')[0]);
  if (capability !== null && capability < OLDEST_CAPABILITY) {
    return {
      trouble: `The card is too old: its compute capability is ${capability.toFixed(1)}, and TensorFlow has code for ${OLDEST_CAPABILITY}.0 (Pascal, of 2016) and newer.`,
      hint: 'Train with the processor, or with another card.',
    };
  }
  if (major !== null && major < OLDEST_DRIVER) {
    return {
      trouble: `Its driver is too old: it is ${driver}, and CUDA 12 needs ${OLDEST_DRIVER} or newer.`,
      hint: 'Install a current driver, from your system’s package manager or from NVIDIA, start the machine anew, and look again.',
    };
  }
  return {
    trouble: gpu?.reason || 'It is not known yet whether TensorFlow can use it.',
    hint: gpu?.hint || 'Look for backends again.',
  };
}

type Asked = { cards: Card[] } | { failure: 'missing' | 'silent' };

function ask(fields: readonly string[]): Promise<{ text: string } | { code: string | number | null }> {
  return new Promise((resolve) => {
    const args = [`--query-gpu=${fields.join()}`, '--format=csv,noheader,nounits'];
    execFile(TOOL, args, { timeout: PATIENCE_MS, windowsHide: true }, (error, stdout) =>
      resolve(error ? { code: error.code ?? null } : { text: stdout }),
    );
  });
}

async function askCards(): Promise<Asked> {
  for (const fields of [[...FIELDS, CAPABILITY], FIELDS]) {
    const answer = await ask(fields);
    if ('text' in answer) return { cards: parseCards(answer.text) };
    if (answer.code === 'ENOENT') return { failure: 'missing' };
  }
  return { failure: 'silent' };
}

const NVIDIA = '0x10de';
/** PCI classes of what draws (VGA, 3D): sound of a card's plug is another. */
const DRAWS = /^0x03/;

/** Whether Linux sees a card of NVIDIA's on the bus, driver or not. @param sys for tests */
export async function hasNvidiaCard(sys = '/sys'): Promise<boolean> {
  const folder = join(sys, 'bus', 'pci', 'devices');
  const textOf = (name: string, file: string) =>
    readFile(join(folder, name, file), 'utf8').then(
      (text) => text.trim(),
      () => '',
    );
  for (const name of await readdir(folder).catch(() => [])) {
    if ((await textOf(name, 'vendor')) === NVIDIA && DRAWS.test(await textOf(name, 'class'))) return true;
  }
  return false;
}

/** Why no card is listed, and what to do, in sentences. */
export function noGpuWords(failure: 'missing' | 'silent' | 'none', isOnTheBus: boolean): string {
  if (failure === 'silent')
    return 'NVIDIA’s driver is installed, but does not answer: start the machine anew, and where that does not help install the driver anew.';
  if (isOnTheBus)
    return 'There is an NVIDIA card, but no driver for it: install NVIDIA’s driver from your system’s package manager, start the machine anew, and look again.';
  return failure === 'none'
    ? 'NVIDIA’s driver finds no card in this machine.'
    : 'No NVIDIA card was found in this machine.';
}

/** The graphics cards of the machine, as far as they can be asked. @param gpu what trying the GPU backend found */
export async function readGraphics(
  gpu: BackendReport | undefined,
): Promise<{ devices: Device[]; noGpu: string }> {
  const asked = await askCards();
  if ('failure' in asked || asked.cards.length === 0) {
    const failure = 'failure' in asked ? asked.failure : 'none';
    return { devices: [], noGpu: noGpuWords(failure, await hasNvidiaCard()) };
  }
  const devices = asked.cards.map((card): Device => {
    const { index, name, totalBytes, usedBytes, busy, temperature, driver, capability } = card;
    return {
      id: `gpu-${index}`,
      kind: 'gpu',
      name,
      memory: totalBytes === null || usedBytes === null ? null : { totalBytes, usedBytes },
      busy,
      temperature,
      facts: [
        `driver ${driver}`,
        ...(capability === null ? [] : [`compute capability ${capability.toFixed(1)}`]),
      ],
      ...troubleOf(card, gpu),
    };
  });
  return { devices, noGpu: '' };
}
