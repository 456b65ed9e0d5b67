import { z } from 'zod';
import { machineAddress } from '../machines/machine-address';

/** It stands before the ids of what lies there (`machines/machine-id`), and is part of a file's name. */
export const machineNameSchema = z
  .string()
  .trim()
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'the name of a machine has at most 31 small letters, digits and "-", and begins with a letter, such as gpu-box',
  );

/** As ssh takes it: never an option, never anything for a shell. */
export const sshHostSchema = z
  .string()
  .trim()
  .regex(
    /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/,
    'SSH takes a host, or user@host, as it stands in ~/.ssh/config',
  );

const PORT_WORDS = 'a port is a whole number from 1 to 65535';
export const portSchema = z.int(PORT_WORDS).min(1, PORT_WORDS).max(65_535, PORT_WORDS);

/** How a machine is reached: at an address, or by an SSH tunnel that Trainyard keeps open. */
export const machineWaySchema = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('address'),
    /** the origin, such as `http://127.0.0.1:7655` */
    address: z
      .string()
      .trim()
      .max(2000)
      .transform((text, context) => {
        const { origin, problem } = machineAddress(text);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
        return origin;
      }),
  }),
  z.object({
    by: z.literal('ssh'),
    host: sshHostSchema,
    /** of `trainyard serve` there */
    port: portSchema.default(7654),
  }),
]);
export type MachineWay = z.infer<typeof machineWaySchema>;

/** What its studio says of a machine. */
export const machineInfoSchema = z.object({
  appVersion: z.string(),
  platform: z.string(),
  cpus: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  library: z.object({ folder: z.string(), bytesFree: z.number().nonnegative() }),
});
export type MachineInfo = z.infer<typeof machineInfoSchema>;

export const machineStateSchema = z.enum([
  'connecting',
  'reachable',
  /** nobody answers; it is tried again by itself */
  'unreachable',
  /** it answers, and does not let us in */
  'refused',
]);

/** Another machine whose Trainyard this one works with. */
export const machineSchema = z.object({
  name: machineNameSchema,
  way: machineWaySchema,
  state: machineStateSchema,
  /** why it is not reachable, in a sentence; empty while it is */
  problem: z.string(),
  /** when it was heard of last; null before the first time */
  lastSeen: z.iso.datetime().nullable(),
  /** null before the first time */
  info: machineInfoSchema.nullable(),
  runs: z.object({ all: z.int().nonnegative(), live: z.int().nonnegative() }),
});
export type Machine = z.infer<typeof machineSchema>;

export const machineListSchema = z.object({
  machines: z.array(machineSchema),
  /** whether `ssh` is there to open tunnels with */
  canTunnel: z.boolean(),
});
export type MachineList = z.infer<typeof machineListSchema>;

const TOKEN_SOURCE = '`trainyard machines token` shows it there';

/** Why a text is no token, in words that end a sentence. */
function tokenProblem(text: string): string {
  if (text === '') return `give the token: ${TOKEN_SOURCE}`;
  if (/:\/\/|token=/.test(text)) {
    return `an address with a token in it, as \`trainyard serve\` prints it, is for a browser; the token that machines need is another: ${TOKEN_SOURCE}`;
  }
  return `this is no token: one has 43 letters, digits, "-" and "_", and this ${text.length} characters: ${TOKEN_SOURCE}`;
}

export const addedMachineSchema = z.object({
  name: machineNameSchema,
  way: machineWaySchema,
  /** as `trainyard machines token` tells it there */
  token: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{20,200}$/, { error: ({ input }) => tokenProblem(String(input).trim()) }),
});
export type AddedMachine = z.infer<typeof addedMachineSchema>;
