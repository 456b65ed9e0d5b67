import { ORPCError } from '@orpc/client';
import { refusalSchema } from '@shared/contract/refusal';
import { refusedInputWords } from '@shared/contract/refused-input';
import type { Problem } from '@shared/spec/problem';

/** What a failed call says to a person. */
export interface Refusal {
  message: string;
  problems: Problem[];
}

/** Any failed call as a sentence, with the problems that the studio named. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ORPCError) {
    const named = error.code === 'REFUSED' ? refusalSchema.safeParse(error.data) : undefined;
    const message = (error.code === 'BAD_REQUEST' && refusedInputWords(error.data)) || error.message;
    return { message, problems: named?.success ? named.data.problems : [] };
  }
  return { message: error instanceof Error ? error.message : String(error), problems: [] };
}
