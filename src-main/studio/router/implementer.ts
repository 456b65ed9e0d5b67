import { implement } from '@orpc/server';
import { contract } from '@shared/contract/api';
import { READING_METHODS } from '../format/reading-methods';
import { throughMachines } from '../machines/through-machines';
import { NotFound, Refusal } from '../refusal';
import type { StudioParts } from './studio-parts';

/**
 * The contract, to be carried out: refusals and what is not found become its own errors, and what is asked of another
 * machine is done there.
 */
export function makeImplementer({ library, machines }: Pick<StudioParts, 'library' | 'machines'>) {
  const local = implement(contract).use(async ({ next, errors, path }) => {
    if (library.readOnly !== '' && !READING_METHODS.has(path.join('.'))) {
      throw errors.REFUSED({ message: library.readOnly, data: { problems: [] } });
    }
    try {
      return await next();
    } catch (error) {
      if (error instanceof Refusal) {
        throw errors.REFUSED({ message: error.message, data: { problems: error.problems } });
      }
      if (error instanceof NotFound) throw errors.NOT_FOUND({ message: error.message });
      throw error;
    }
  });
  return local.use(async ({ next, path, procedure, signal }, input, output) => {
    const { inputSchema, outputSchema } = procedure['~orpc'];
    const call = { path, input, inputSchema, outputSchema, signal };
    return output(await throughMachines(machines, call, async () => (await next()).output));
  });
}

export type Implementer = ReturnType<typeof makeImplementer>;
