import { expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { refuseMachine } from '../../../src-main/cli/refuse-machine';
import { UsageError } from '../../../src-main/cli/usage-error';

const client = {
  machines: { list: async () => ({ machines: [{ name: 'box' }], canTunnel: false }) },
} as unknown as StudioClient;

it('tells a machine that a sweep is not sent to from one that there is not', async () => {
  await expect(refuseMachine(client, undefined)).resolves.toBeUndefined();
  await expect(refuseMachine(client, 'box')).rejects.toThrow(/not sent to box: .* --data box:DATASET/);
  await expect(refuseMachine(client, 'nobox')).rejects.toEqual(
    new UsageError('There is no machine called nobox: known is box.', '--on'),
  );
});
