import { ORPCError } from '@orpc/client';
import { refusalSchema } from '@shared/contract/refusal';
import { refusedInputWords } from '@shared/contract/refused-input';
import type { Problem } from '@shared/spec/problem';
import { LibraryError } from '../studio/library-error';
import { ServeError } from '../server/web-server';
import { RunFailure } from './run-failure';
import { UsageError } from './usage-error';

export interface Failure {
  message: string;
  field?: string;
  /** 1: it did not work; 2: the request was wrong */
  exitCode: 1 | 2;
  /** of ours, and unexpected: worth a stack in the log */
  fault: boolean;
}

/** What requests of a window have beside a spec. Their sentences say all; the field's name would tell nobody anything. */
const REQUEST_FIELDS: ReadonlySet<string> = new Set([
  'path',
  'to',
  'id',
  'run',
  'sweep',
  'checkpoint',
  'checkpoints',
  'dataset',
  'place',
  'way',
  'on',
  'budget',
  'picture',
  'split',
  'proxy',
  'certificates',
]);

/** A problem of a spec as one sentence that names its field. */
export const problemSentence = ({ path, message }: Problem): string => {
  // The window asks by a button.
  if (path === 'replace') return `${message} Choose another name, or replace it with --force.`;
  return path === '' || REQUEST_FIELDS.has(path) || message.includes(path) ? message : `${path}: ${message}`;
};

/** What any error means to the person at the terminal. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UsageError) {
    return { message: error.message, field: error.field, exitCode: 2, fault: false };
  }
  if (error instanceof LibraryError)
    return { message: error.message, field: '--library', exitCode: 2, fault: false };
  if (error instanceof ServeError)
    return { message: error.message, field: '--port', exitCode: 2, fault: false };
  if (error instanceof RunFailure) return { message: error.message, exitCode: 1, fault: false };
  if (error instanceof ORPCError) {
    const refusal = error.code === 'REFUSED' ? refusalSchema.safeParse(error.data) : undefined;
    const problem = refusal?.data?.problems.find(({ severity }) => severity === 'error');
    if (problem) return { message: problemSentence(problem), field: problem.path, exitCode: 2, fault: false };
    const malformed = error.code === 'BAD_REQUEST' ? refusedInputWords(error.data) : undefined;
    if (malformed) return { message: malformed, exitCode: 2, fault: false };
    const foreseen = error.code === 'REFUSED' || error.code === 'NOT_FOUND';
    return { message: error.message, exitCode: foreseen ? 2 : 1, fault: false };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, exitCode: 1, fault: true };
}
