import { addedMachineSchema, machineNameSchema, type AddedMachine } from '@shared/contract/machine';
import { wholeNumber } from './train-arguments';
import { positionals } from './positionals';
import { UsageError } from './usage-error';

export type MachineCommand =
  | { name: 'machines-list' }
  | { name: 'machines-add'; added: AddedMachine }
  | { name: 'machines-remove'; machine: string }
  | { name: 'machines-token'; anew: boolean };

export interface MachineValues {
  token?: string | undefined;
  ssh?: string | undefined;
  port?: string | undefined;
  new?: boolean | undefined;
}

/** Says of the first thing that is wrong what it is. */
function parseAdded(given: unknown): AddedMachine {
  const parsed = addedMachineSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path[0];
  const option = field === 'token' ? '--token' : field === 'way' ? 'address' : 'name';
  throw new UsageError(
    `${issue?.message ?? 'That machine cannot be added'}.`.replace(/^./, (first) => first.toUpperCase()),
    option,
  );
}

function addArguments(given: string[], { token, ssh, port }: MachineValues): MachineCommand {
  if (token === undefined) {
    throw new UsageError(
      'machines add needs --token: `trainyard machines token` shows it on the other machine.',
      '--token',
    );
  }
  if (ssh === undefined) {
    if (port !== undefined) throw new UsageError('--port goes with --ssh: an address has its own.', '--port');
    const [name, address] = positionals('machines add', given, [
      'a name for the machine',
      'its address, or --ssh HOST',
    ]);
    return { name: 'machines-add', added: parseAdded({ name, way: { by: 'address', address }, token }) };
  }
  const [name] = positionals('machines add', given, ['a name for the machine']);
  const way = {
    by: 'ssh',
    host: ssh,
    ...(port !== undefined && { port: wholeNumber('--port', port, 65_535) }),
  };
  return { name: 'machines-add', added: parseAdded({ name, way, token }) };
}

/** @throws UsageError */
export function machineArguments([what = 'list', ...rest]: string[], values: MachineValues): MachineCommand {
  switch (what) {
    case 'list':
      positionals('machines list', rest, []);
      return { name: 'machines-list' };
    case 'add':
      return addArguments(rest, values);
    case 'remove': {
      const [machine = ''] = positionals('machines remove', rest, ['the name of a machine']);
      const parsed = machineNameSchema.safeParse(machine);
      if (!parsed.success) throw new UsageError(`There is no machine called "${machine}".`, 'name');
      return { name: 'machines-remove', machine: parsed.data };
    }
    case 'token':
      positionals('machines token', rest, []);
      return { name: 'machines-token', anew: values.new ?? false };
    default:
      throw new UsageError(
        `machines cannot "${what}": it knows list, add, remove and token: see \`trainyard help machines\`.`,
      );
  }
}
