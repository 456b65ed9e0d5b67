import { ORPCError } from '@orpc/server';

const isFault = (error: unknown): boolean =>
  error instanceof ORPCError
    ? error.code === 'INTERNAL_SERVER_ERROR'
    : !(error instanceof Error && error.name === 'AbortError');

/**
 * An interceptor for every door of the studio. A fault of ours is written to the log with its stack; who
 * called only hears "Internal server error". What the contract foresees, a refusal say, is no fault.
 */
export async function logFaults<Result>({ next }: { next(): Promise<Result> }): Promise<Result> {
  try {
    return await next();
  } catch (error) {
    if (isFault(error)) console.error('Trainyard: a request failed.', error);
    throw error;
  }
}
