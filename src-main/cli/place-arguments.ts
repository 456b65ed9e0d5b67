import { resolve } from 'node:path';
import { machineNameSchema } from '@shared/contract/machine';
import { rayPlaceSchema, type RayPlace } from '@shared/contract/place';
import { UsageError } from './usage-error';

/** Where a run or a sweep trains, when that is not on this machine. */
export const PLACE_OPTIONS = {
  on: { type: 'string' },
  shared: { type: 'string' },
  'shared-there': { type: 'string' },
  cpus: { type: 'string' },
  gpus: { type: 'string' },
  'at-once': { type: 'string' },
  'ray-command': { type: 'string' },
} as const;

export type PlaceValues = { [Option in keyof typeof PLACE_OPTIONS]?: string | undefined };

/** What each field is called in a terminal, and what it has to be. */
const FIELDS: Readonly<Record<string, [option: keyof typeof PLACE_OPTIONS, rule: string]>> = {
  shared: ['shared', 'must be the path of a folder'],
  sharedThere: ['shared-there', 'must be the path that the shared folder has on the nodes'],
  cpus: ['cpus', 'must be a whole number from 1 to 1024'],
  gpus: ['gpus', 'must be a number from 0 to 64'],
  atOnce: ['at-once', 'must be a whole number from 1 to 1000'],
  command: ['ray-command', 'must be what starts Trainyard on a node'],
};

const asNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : text.trim() === '' ? Number.NaN : Number(text);

/** What `--on` names where that is no address of a cluster: another machine. */
const machineOf = ({ on }: PlaceValues): string | undefined => (on?.includes('://') ? undefined : on);

/** The machine that a run is to be trained on. @throws UsageError where it is no name of one */
export function onArgument(values: PlaceValues): string | undefined {
  const machine = machineOf(values);
  if (machine === undefined) return undefined;
  const parsed = machineNameSchema.safeParse(machine);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `--on takes the name of a machine, as \`trainyard machines\` shows it, or the address of a Ray cluster, such as ray://HOST, not "${machine}".`,
    '--on',
  );
}

/**
 * @returns undefined where a run is to train in no cluster: a machine that `--on` names is read elsewhere
 * @throws UsageError
 */
export function placeArguments(values: PlaceValues): RayPlace | undefined {
  const { shared } = values;
  const machine = machineOf(values);
  const on = machine === undefined ? values.on : undefined;
  if (on === undefined) {
    const [option] = Object.entries(values).find(
      ([name, value]) => value !== undefined && name !== 'on' && Object.hasOwn(PLACE_OPTIONS, name),
    ) ?? [undefined];
    if (option === undefined) return undefined;
    const given = machine === undefined ? '' : `, not with --on ${machine}`;
    throw new UsageError(
      `--${option} goes with a Ray cluster only, such as --on ray://HOST${given}.`,
      `--${option}`,
    );
  }
  if (shared === undefined || shared.trim() === '') {
    throw new UsageError(
      '--on needs --shared FOLDER, a folder that this machine and every node of the cluster can write.',
      '--shared',
    );
  }
  const parsed = rayPlaceSchema.safeParse({
    type: 'ray',
    address: on,
    shared: resolve(shared),
    sharedThere: values['shared-there'],
    command: values['ray-command'],
    cpus: asNumber(values.cpus),
    gpus: asNumber(values.gpus),
    atOnce: asNumber(values['at-once']),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = FIELDS[String(issue?.path[0])];
  if (field === undefined) throw new UsageError(`--on: ${issue?.message ?? 'it is no address'}`, '--on');
  const [option, rule] = field;
  throw new UsageError(`--${option} ${rule}, not "${values[option]}".`, `--${option}`);
}
