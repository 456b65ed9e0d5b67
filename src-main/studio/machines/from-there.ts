import type { z } from 'zod';
import { idFrom, idThere, machineOf } from '@shared/machines/machine-id';
import { mappingOf } from '@shared/machines/machine-ids';
import { Refusal } from '../refusal';

/**
 * What another machine's studio said, with its ids as they are known here. It is outside data: parsed before anything is
 * done with it.
 *
 * @throws z.ZodError where it is not what the contract says
 */
export function fromThere<Schema extends z.ZodType>(
  machine: string,
  schema: Schema,
  answer: unknown,
): z.infer<Schema> {
  const mapping = mappingOf(schema);
  return schema.parse(mapping ? mapping(answer, (id) => idFrom(machine, id)) : answer);
}

/** The machines that the ids in a value name; undefined stands for this one. */
export function machinesIn(schema: z.core.$ZodType, value: unknown): Set<string | undefined> {
  const machines = new Set<string | undefined>();
  mappingOf(schema)?.(value, (id) => {
    machines.add(machineOf(id));
    return id;
  });
  return machines;
}

/**
 * A value with its ids as the machine itself knows them.
 *
 * @throws Refusal where one of them is of another machine
 */
export function toThere(machine: string, schema: z.core.$ZodType, value: unknown): unknown {
  const mapping = mappingOf(schema);
  if (mapping === undefined) return value;
  return mapping(value, (id) => {
    if (machineOf(id) === machine) return idThere(id);
    throw new Refusal(`${id} does not lie on ${machine}: what is done together has to lie on one machine.`);
  });
}

/** Whether all that something names lies on the machine that told of it. */
export const isOwnOf = (schema: z.core.$ZodType, value: unknown): boolean =>
  [...machinesIn(schema, value)].every((machine) => machine === undefined);
