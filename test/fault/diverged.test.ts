import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src-main/engine/checkpoint/safetensors';
import { firstNonFinite } from '../../src-main/engine/train/finite';
import { lastCheckpointHashes } from '../checkpoint-hashes';
import { childrenOf } from '../children-of';
import { importSmallDataset, SMALL } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
beforeEach(async () => {
  terminal = await Terminal.open();
});
afterEach(() => terminal.close());

const set = (settings: Record<string, unknown>) =>
  Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${JSON.stringify(value)}`]);

/** A linear model whose learning rate becomes a hundred times higher after step 300: it blows up in a few steps. */
const BLOWS_UP = [
  'train',
  'mlp',
  ...set({
    epochs: 2,
    'model.layers.1.activation': 'linear',
    loss: 'mean-squared-error',
    optimizer: {
      name: 'sgd',
      learningRate: 0.05,
      momentum: 0.5,
      schedule: { name: 'piecewise-constant', boundaries: [{ step: 300, factor: 100 }] },
    },
    'checkpoint.everySteps': 100,
  }),
];
const ROLLS_BACK = [...BLOWS_UP, ...set({ onNonFinite: { do: 'roll-back', factor: 0.1, times: 3 } })];

const folderOf = (lines: { event?: string }[]): string =>
  (lines.find(({ event }) => event === 'done') as unknown as { folder: string }).folder;
const warningsOf = (lines: { event?: string; text?: unknown }[]) =>
  lines.filter(({ event }) => event === 'warning').map(({ text }) => String(text));

describe('a run whose loss is no number any more', () => {
  it('stops, names step, layer and batch, and saves nothing that is spoiled', async () => {
    const ended = await terminal.run(BLOWS_UP);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/The loss became (Infinity|NaN) at step 3\d\d \(batch 3\d\d of epoch 1\)\./);
    expect(ended.stderr).toContain('training samples');
    expect(ended.stderr).toContain('with a learning rate below 5, or clip gradients');
    const folder = folderOf(ended.lines);
    const bad = JSON.parse(readFileSync(join(folder, 'diverged.json'), 'utf8')) as {
      step: number;
      batch: number;
      samples: number[];
    };
    expect(bad.step).toBe(bad.batch);
    expect(new Set(bad.samples).size).toBe(128);
    expect(bad.samples.every((sample) => sample >= 0 && sample < 60_000)).toBe(true);
    const checkpoints = readdirSync(join(folder, 'checkpoints'));
    expect(checkpoints.at(-1)).toBe('0003-300');
    for (const name of checkpoints) {
      const arrays = decodeSafetensors(readFileSync(join(folder, 'checkpoints', name, 'model.safetensors')));
      expect(firstNonFinite(arrays)).toBeUndefined();
    }
    const [run] = (await terminal.run(['show', 'last'])).lines as unknown as {
      mends: { changes: { path: string; value: unknown }[] }[];
    }[];
    expect(run!.mends[0]!.changes).toEqual([
      { path: 'start', value: expect.objectContaining({ checkpoint: '0003-300', mode: 'continue' }) },
      { path: 'optimizer.learningRate', value: 0.005 },
    ]);
  });

  it('rolls back where that was chosen, and killed or stopped after it ends the same, bit for bit', async () => {
    const whole = await terminal.run(ROLLS_BACK);
    expect(whole.code, whole.stderr).toBe(0);
    const warnings = warningsOf(whole.lines).filter((text) => text.includes('Rolled back'));
    expect(warnings[0]).toContain(
      'Rolled back to step 300 (1 of at most 3): the learning rate is 0.5 from there on.',
    );
    const hashes = lastCheckpointHashes(folderOf(whole.lines));
    const epochsOf = (lines: { event?: string; epoch?: unknown; trainLoss?: unknown }[]) =>
      lines.filter(({ event }) => event === 'epoch').map(({ epoch, trainLoss }) => [epoch, trainLoss]);

    for (const end of ['SIGKILL', 'SIGINT'] as const) {
      const started = terminal.start(ROLLS_BACK);
      await started.line(({ event, text }) => event === 'warning' && String(text).includes('Rolled back'));
      await sleep(end === 'SIGKILL' ? 50 : 0);
      if (end === 'SIGKILL') for (const pid of childrenOf(started.process.pid!)) process.kill(pid, end);
      else started.process.kill(end);
      expect((await started.ended).code).toBe(1);
      const resumed = await terminal.run(['resume', 'last']);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(lastCheckpointHashes(folderOf(resumed.lines)), end).toEqual(hashes);
      expect(epochsOf(resumed.lines).at(-1)).toEqual(epochsOf(whole.lines).at(-1));
    }
  });
});

describe('a gradient that is infinite and clipped to each value', () => {
  /** Its first kernel is all zero and the others are huge: outputs and loss are small, what flows back overflows. */
  function makeHuge(checkpoint: string): void {
    const path = join(checkpoint, 'model.safetensors');
    const arrays = decodeSafetensors(readFileSync(path)).map((array) => {
      const value = array.name.endsWith('kernel') && !array.name.includes('layers.1.') ? 1e30 : 0;
      return { ...array, values: array.values.map(() => value) };
    });
    const bytes = encodeSafetensors(arrays);
    writeFileSync(path, bytes);
    const document = join(checkpoint, 'checkpoint.json');
    const content = JSON.parse(readFileSync(document, 'utf8')) as { files: Record<string, object> };
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const files = { ...content.files, 'model.safetensors': { sha256, bytes: bytes.byteLength } };
    // Left out of the file: one without a seal is taken as it is.
    writeFileSync(document, JSON.stringify({ ...content, files, seal: undefined }));
  }

  it('is not taken for a clipped one: the run stops and names the layer', async () => {
    const linear = { type: 'dense', units: 10, activation: 'linear' };
    const train = [
      'train',
      'mlp',
      '--data',
      await importSmallDataset(terminal),
      ...set({
        epochs: 1,
        batchSize: SMALL.batchSize,
        'model.layers': [{ type: 'flatten' }, linear, linear, { type: 'dense', units: 10 }],
        loss: 'mean-squared-error',
        optimizer: { name: 'sgd', learningRate: 1e-6, clip: { by: 'value', max: 0.01 } },
        'test.atEnd': false,
      }),
    ];
    const parent = await terminal.run(train);
    expect(parent.code, parent.stderr).toBe(0);
    const folder = folderOf(parent.lines);
    const [checkpoint] = readdirSync(join(folder, 'checkpoints'));
    makeHuge(join(folder, 'checkpoints', checkpoint!));
    const start = { run: basename(folder), checkpoint, mode: 'weights' };
    const ended = await terminal.run([...train, ...set({ start })]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('after step 1 (batch 1 of epoch 1) had spoiled the weights.');
    expect(ended.stderr).toContain(
      'The loss was a number, but the gradient of layers.1.bias in layer 2 (dense) went out of range.',
    );
  });
});
