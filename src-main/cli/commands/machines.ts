import type { AddedMachine, Machine } from '@shared/contract/machine';
import { standingWords } from '@shared/machines/machine-words';
import { machineToken } from '../../server/machine-token';
import { count, size } from '../in-words';
import { programData } from '../library-folder';
import type { Output } from '../output';
import type { ExitCode, Session } from '../session';

const wayWords = ({ way }: Machine): string =>
  way.by === 'ssh' ? `${way.host}, by SSH to port ${way.port}` : way.address;

function show(machine: Machine, output: Output): void {
  const { name, state, problem, info, runs } = machine;
  output.event({ event: 'machine', ...machine });
  output.line(`${name}  ${state === 'reachable' ? 'reachable' : standingWords(machine, Date.now())}`);
  output.line(`  at ${wayWords(machine)}`);
  if (problem !== '') output.line(`  ${problem}`);
  if (info) {
    output.line(
      `  ${count(runs.all)} ${runs.all === 1 ? 'run' : 'runs'}, ${count(runs.live)} under way; ${info.platform}, ${info.cpus} threads, ${size(info.memoryBytes)}; Trainyard ${info.appVersion}`,
    );
  }
}

/** Shows the machines that this Trainyard works with. */
export async function listMachines({ client, output }: Session): Promise<ExitCode> {
  const { machines } = await client.machines.list();
  for (const machine of machines) show(machine, output);
  if (machines.length === 0) {
    output.line('There are none yet: `trainyard machines add NAME ADDRESS --token TOKEN` connects to one.');
  }
  return 0;
}

/** Connects to a machine, and keeps it. */
export async function addMachine({ client, output }: Session, added: AddedMachine): Promise<ExitCode> {
  output.live(`Connecting to ${added.name}`);
  const machine = await client.machines.add(added).finally(() => output.live(''));
  show(machine, output);
  return 0;
}

/** Forgets a machine. */
export async function removeMachine({ client, output }: Session, machine: string): Promise<ExitCode> {
  await client.machines.remove({ machine });
  output.event({ event: 'removed', machine });
  output.line(`${machine} is forgotten here. What lies there is as it was.`);
  return 0;
}

/** Shows the token with which Trainyards of other machines come to this one's `serve`. */
export async function showToken(output: Output, anew: boolean): Promise<ExitCode> {
  const token = await machineToken(programData(), anew);
  output.event({ event: 'token', token });
  output.line(token);
  output.note(
    anew
      ? 'The token before this one lets nobody in any more.'
      : 'Whoever has it can do with this Trainyard what you can: give it to your own machines only.',
  );
  return 0;
}
