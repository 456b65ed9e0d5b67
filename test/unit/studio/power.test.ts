import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareLibrary, type Library } from '../../../src-main/studio/library';
import { Power } from '../../../src-main/studio/power';

let library: Library;
beforeEach(async () => {
  library = await prepareLibrary(await mkdtemp(join(tmpdir(), 'trainyard-power-')));
});
afterEach(() => rm(library.folder, { recursive: true }));

/** A machine that can be unplugged. */
function testMachine() {
  const told: (() => void)[] = [];
  const state = { awake: 0, onBattery: false };
  return {
    state,
    plug(isPlugged: boolean) {
      state.onBattery = !isPlugged;
      for (const listener of told) listener();
    },
    machine: {
      keptAwakeBy: 'a test',
      holdOffSleep() {
        state.awake++;
        return () => void state.awake--;
      },
      battery: {
        isUsed: () => state.onBattery,
        onChange: (listener: () => void) => void told.push(listener),
      },
    },
  };
}

it('keeps the other settings where one cannot be read', async () => {
  const { machine } = testMachine();
  const file = join(library.folder, 'settings.json');
  const written = { proxy: 'http://proxy.example:8080', newRunsKeep: 'few', memoryShare: 0.9 };
  await writeFile(file, JSON.stringify(written));
  const { settings } = await Power.open(library, machine);
  expect(settings).toMatchObject({ ...written, memoryShare: 1 });
  await writeFile(file, '[1]');
  expect((await Power.open(library, machine)).settings.newRunsKeep).toBe('everything');
});

it('tells of each change, for whoever shows them or follows them', async () => {
  const { machine } = testMachine();
  const told: string[] = [];
  const power = await Power.open(library, machine, ({ settings }) => told.push(settings.notifications));
  await power.set({ ...power.settings, notifications: 'none' });
  await power.set({ ...power.settings, notifications: 'failed' });
  expect(told).toEqual(['none', 'failed']);
});

it('keeps the machine awake only while something trains, and only when that is wanted', async () => {
  const { machine, state } = testMachine();
  const power = await Power.open(library, machine);
  expect(state.awake).toBe(0);
  power.training(true);
  expect(state.awake).toBe(1);
  await power.set({ ...power.settings, keepAwake: false });
  expect(state.awake).toBe(0);
  await power.set({ ...power.settings, keepAwake: true });
  expect(state.awake).toBe(1);
  power.training(false);
  expect(state.awake).toBe(0);
});

it('tells of the battery as it was chosen, and remembers what was chosen', async () => {
  const { machine, plug } = testMachine();
  const power = await Power.open(library, machine);
  const told: string[] = [];
  power.guard({
    onBattery: (pausesToo) => told.push(pausesToo ? 'pause' : 'hold'),
    offBattery: () => told.push('go on'),
  });
  plug(false);
  await power.set({ ...power.settings, onBattery: 'hold' });
  await power.set({ ...power.settings, onBattery: 'pause' });
  plug(true);
  expect(told).toEqual(['go on', 'go on', 'hold', 'pause', 'go on']);
  expect((await Power.open(library, machine)).settings.onBattery).toBe('pause');
});
