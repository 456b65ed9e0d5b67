import { createHash } from 'node:crypto';
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';
import { z } from 'zod';
import { contract } from '@shared/contract/api';
import { studioEventSchema } from '@shared/contract/event';

/** What a method takes or gives, as JSON Schema; what that cannot say, such as raw bytes, is left open. */
const described = (schema: unknown): unknown =>
  schema instanceof z.ZodType
    ? z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input', reused: 'ref' })
    : null;

function methodsOf(part: AnyContractRouter, path: string): [string, unknown, unknown][] {
  if (isContractProcedure(part)) {
    const { inputSchema, outputSchema } = part['~orpc'];
    return [[path, described(inputSchema), described(outputSchema)]];
  }
  return Object.entries(part).flatMap(([name, inner]) => methodsOf(inner, `${path}.${name}`));
}

let known: string | undefined;

/**
 * Two programs with the same one understand each other: it is worked out from every method and every event. A difference
 * that would do no harm counts as well, which nobody has to think of then.
 */
export function contractFingerprint(): string {
  known ??= createHash('sha256')
    .update(JSON.stringify([methodsOf(contract, ''), described(studioEventSchema)]))
    .digest('hex')
    .slice(0, 16);
  return known;
}
