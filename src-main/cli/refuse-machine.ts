import type { StudioClient } from '@shared/contract/client';
import { unknownMachineWords } from '@shared/machines/machine-words';
import { UsageError } from './usage-error';

/** Refuses to send a sweep to another machine, and says what can be done instead. @throws UsageError */
export async function refuseMachine(client: StudioClient, on: string | undefined): Promise<void> {
  if (on === undefined) return;
  const { machines } = await client.machines.list();
  const names = machines.map(({ name }) => name);
  throw new UsageError(
    names.includes(on)
      ? `A sweep is not sent to ${on}: one over data that lies there trains there, as with --data ${on}:DATASET. --on takes the address of a Ray cluster, such as ray://HOST.`
      : unknownMachineWords(on, names),
    '--on',
  );
}
