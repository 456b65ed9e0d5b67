import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { refusalSchema } from '@shared/contract/refusal';
import { refusedInputWords } from '@shared/contract/refused-input';
import { runSpecSchema } from '@shared/spec/run-spec';
import { sweepSpecSchema } from '@shared/sweep/sweep-spec';
import { NotFound, Refusal } from '../refusal';
import type { StudioThere } from './dial';
import { fromThere, machinesIn, toThere } from './from-there';

/** A method of the contract that is asked for. */
export interface Asked {
  path: readonly string[];
  /** as the contract takes it */
  input: unknown;
  inputSchema: z.ZodType;
  outputSchema: z.ZodType;
  signal: AbortSignal | undefined;
}

const withSpecSchema = z.looseObject({ spec: z.unknown() });

/** A spec is checked by whoever trains it: to the contract it is anything at all. */
function specSchemaOf({ path, input }: Asked): { schema: z.ZodType; spec: unknown } | undefined {
  const its = withSpecSchema.safeParse(input);
  if (!its.success || its.data.spec === undefined) return undefined;
  return { schema: path[0] === 'sweeps' ? sweepSpecSchema : runSpecSchema, spec: its.data.spec };
}

/** The machines that a request names; undefined stands for this one. */
export function machinesOf(asked: Asked): Set<string | undefined> {
  const spec = specSchemaOf(asked);
  return new Set([
    ...machinesIn(asked.inputSchema, asked.input),
    ...(spec ? machinesIn(spec.schema, spec.spec) : []),
  ]);
}

/** A request as the machine itself understands it. @throws Refusal where it names something of another machine */
export function requestThere(machine: string, asked: Asked): unknown {
  const input = toThere(machine, asked.inputSchema, asked.input);
  const spec = specSchemaOf(asked);
  if (spec === undefined) return input;
  return { ...z.looseObject({}).parse(input), spec: toThere(machine, spec.schema, spec.spec) };
}

/** What became of a request that was not answered. */
export class BrokenOff extends Refusal {}

/** What another machine's refusal says here. */
function asOurOwn(machine: string, error: unknown, isOver: boolean): unknown {
  if (error instanceof ORPCError) {
    if (error.code === 'REFUSED') {
      const named = refusalSchema.safeParse(error.data);
      return new Refusal(error.message, named.success ? named.data.problems : []);
    }
    if (error.code === 'NOT_FOUND') return new NotFound(error.message);
    const words = error.code === 'BAD_REQUEST' ? refusedInputWords(error.data) : undefined;
    return new Refusal(words ?? `${machine} could not do that: ${error.message}. Its own log says more.`);
  }
  if (error instanceof z.ZodError) {
    console.error(`Trainyard: ${machine} answered what cannot be understood.`, error);
    return new Refusal(
      `${machine} answered what this Trainyard does not understand: install the same version on both.`,
    );
  }
  if (isOver) {
    return new BrokenOff(
      `The connection to ${machine} broke before it answered: when it is back, its lists show whether that was done.`,
    );
  }
  return error;
}

/**
 * Asks another machine what was asked here, and gives its answer with ids as they are known here.
 *
 * @param input as `requestThere` gives it
 * @throws Refusal, NotFound as the other one says; BrokenOff when the line broke before the answer
 */
export async function passOn(
  machine: string,
  there: StudioThere,
  { path, outputSchema, signal }: Pick<Asked, 'path' | 'outputSchema' | 'signal'>,
  input: unknown,
): Promise<unknown> {
  try {
    const answer = await there.line.call(path, input, { context: {}, signal });
    return fromThere(machine, outputSchema, answer);
  } catch (error) {
    throw signal?.aborted ? error : asOurOwn(machine, error, !there.isOpen());
  }
}
