import { z } from 'zod';
import type { Machines } from './machines';

/** A method of the contract that was called, as the router's middleware is told of it. */
export interface Call {
  path: readonly string[];
  input: unknown;
  inputSchema: unknown;
  outputSchema: unknown;
  signal: AbortSignal | undefined;
}

/**
 * Has a call done by the machine that it is about, or here; lists of this studio come back with those of all machines.
 *
 * @param here does it here
 */
export async function throughMachines(
  machines: Machines | undefined,
  { inputSchema, outputSchema, ...call }: Call,
  here: () => Promise<unknown>,
): Promise<unknown> {
  if (machines === undefined) return here();
  // Streams of events, and methods that take nothing, have no such schemas.
  if (inputSchema instanceof z.ZodType && outputSchema instanceof z.ZodType) {
    const passed = await machines.passOn({ ...call, inputSchema, outputSchema });
    if (passed) return passed.output;
  }
  return machines.joined(call.path, call.input, await here());
}
