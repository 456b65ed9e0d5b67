import { oc } from '@orpc/contract';
import { z } from 'zod';
import { runIdSchema } from '../../spec/run-spec';
import { refusalSchema } from '../refusal';

/** Every method can be refused (the request was wrong) or find nothing under the name it was given. */
export const method = oc.errors({
  REFUSED: { status: 422, data: refusalSchema },
  NOT_FOUND: { status: 404 },
});

export const runRef = z.object({ run: runIdSchema });

/** A raw array travels as a Blob: one binary WebSocket frame or MessagePort message, never JSON. */
export const binary = z.instanceof(Blob);
