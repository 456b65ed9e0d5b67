import { describe, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { presets } from '@shared/spec/presets';
import { specFromRun } from '../../../src-main/cli/spec-from-run';

const spec = { ...presets.mlp.spec({ id: 'digits', classes: [...'0123456789'] } as never), name: 'tidy' };
const checkpoint = (id: string, epoch: number, more: object = {}) => ({
  id,
  run: 'run-1',
  runName: 'tidy',
  epoch,
  step: Number(id.split('-')[1]),
  best: false,
  last: false,
  problem: '',
  ...more,
});
const checkpoints = [
  checkpoint('0001-422', 1),
  checkpoint('0002-844', 2, { best: true }),
  checkpoint('0003-1266', 3, { problem: 'model.safetensors is missing.' }),
  checkpoint('0010-4220', 10, { last: true }),
];
const runs = [
  { id: 'run-1', name: 'tidy', spec },
  { id: 'run-2', name: 'tidy-2', spec },
];
const client = {
  runs: {
    list: async () => runs,
    get: async ({ run }: { run: string }) => runs.find(({ id }) => id === run),
  },
  checkpoints: { list: async () => checkpoints },
} as unknown as StudioClient;
const asked = { run: 'tidy', checkpoint: 'last', mode: 'continue', fit: 'exact' } as const;

describe('a spec from another run', () => {
  it('goes on at its last checkpoint with as many epochs again, under a free name', async () => {
    expect(await specFromRun(client, asked)).toMatchObject({
      name: 'tidy-3',
      epochs: 20,
      start: { run: 'run-1', checkpoint: '0010-4220', mode: 'continue', fit: 'exact' },
    });
    const inside = await specFromRun(client, { ...asked, checkpoint: '422' });
    expect(inside).toMatchObject({ epochs: 10, start: { checkpoint: '0001-422' } });
  });

  it('begins with the weights of its best, as many as are to fit', async () => {
    const wanted = { ...asked, checkpoint: 'best', mode: 'weights', fit: 'new-head' } as const;
    expect(await specFromRun(client, wanted)).toMatchObject({
      epochs: 10,
      start: { run: 'run-1', checkpoint: '0002-844', mode: 'weights', fit: 'new-head' },
    });
  });

  it('is refused where the checkpoint is damaged, or none is meant', async () => {
    await expect(specFromRun(client, { ...asked, checkpoint: '1266' })).rejects.toThrow(
      'Checkpoint 0003-1266 of run run-1 is damaged: model.safetensors is missing. Choose another.',
    );
    await expect(specFromRun(client, { ...asked, checkpoint: '7' })).rejects.toThrow(
      '--from must name best, last or one of the steps 422, 844, 1266, 4220 of run run-1, not "7".',
    );
    await expect(specFromRun(client, { ...asked, run: 'other' })).rejects.toThrow('There is no run "other"');
  });
});
