import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';
import type { z } from 'zod';
import { windowContract } from '@shared/contract/window';
import type { Random } from '../chaos/random';

export interface Method {
  path: string;
  /** undefined where it takes nothing */
  input: z.ZodType | undefined;
}

/** Every method of the contract that pages have. */
export function methodsOf(part: AnyContractRouter = windowContract, path: readonly string[] = []): Method[] {
  if (isContractProcedure(part)) {
    const input = part['~orpc'].inputSchema as z.ZodType | undefined;
    return [{ path: `/${path.join('/')}`, input }];
  }
  return Object.entries(part).flatMap(([name, inner]) => methodsOf(inner, [...path, name]));
}

const WORDS = [
  'run',
  'runs',
  'checkpoint',
  'dataset',
  'spec',
  'path',
  'to',
  'from',
  'grant',
  'purpose',
  'name',
  'mend',
  'offset',
  'count',
  'split',
  'changes',
  'draft',
  'pinned',
  'fromRow',
  'keep',
  'kinds',
  'version',
  'type',
  'job',
  'step',
  '__proto__',
  'constructor',
  'then',
  'length',
  '',
];
const TEXTS = [
  '',
  '..',
  '../../etc/passwd',
  '/',
  '\0',
  'a'.repeat(3000),
  '0001-1',
  '20260101-120000-abcd',
  'digits',
  'NaN',
  '💥'.repeat(50),
  '<script>',
  "'; drop",
  '%2e%2e',
  'file:///etc/passwd',
  '\ud800',
  'train',
  'true',
  '1e999',
  '{}',
];
const NUMBERS = [0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 500, 501, 100_000];

/** Any JSON, with the words of the contract where they hurt most. */
export function anyValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 5 : 8);
  if (kind === 0) return random.of(NUMBERS);
  if (kind === 1) return random.share() * 10 ** random.below(20);
  if (kind === 2) return random.of(TEXTS);
  if (kind === 3) return random.below(2) === 0;
  if (kind === 4) return null;
  if (kind === 5) return Array.from({ length: random.below(6) }, () => anyValue(random, depth + 1));
  return Object.fromEntries(
    Array.from({ length: random.below(6) }, () => [random.of(WORDS), anyValue(random, depth + 1)]),
  );
}

/** Bytes as letters, at random. */
export const anyText = (random: Random, most: number): string =>
  Array.from({ length: random.below(most) }, () => String.fromCharCode(random.below(256))).join('');

/** A message with one place changed, removed or doubled. */
export function mutated(text: string, random: Random): string {
  const at = random.below(text.length);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at) + String.fromCharCode(random.below(65_536)) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at);
  if (kind === 2) return text.slice(0, at) + text.slice(at + 1 + random.below(20));
  return text.slice(0, at) + text.slice(Math.max(0, at - 30), at) + text.slice(at);
}

/** A request for a method with an input that its schema refuses; undefined where this one would be taken. */
function invalidCall(random: Random, methods: readonly Method[], id: number): string | undefined {
  const { path, input } = random.of(methods)!;
  const json = anyValue(random);
  if (input === undefined || input.safeParse(json).success) return undefined;
  return JSON.stringify({
    i: String(id),
    p: { u: path, b: { json, meta: random.below(3) === 0 ? anyValue(random) : [] } },
  });
}

/** What no door of the contract may take for a call: garbage, half of a call, a call of nothing, or with a wrong input. */
export function* invalidMessages(random: Random, count: number): Generator<string | Uint8Array<ArrayBuffer>> {
  const methods = methodsOf();
  const withInput = methods.filter(({ input }) => input !== undefined);
  for (let id = 1; id <= count;) {
    const kind = random.below(10);
    let message: string | Uint8Array<ArrayBuffer> | undefined;
    if (kind < 5) message = invalidCall(random, withInput, id);
    else if (kind === 5) message = anyText(random, 300);
    else if (kind === 6) message = Uint8Array.from({ length: random.below(300) }, () => random.below(256));
    else if (kind === 7) message = JSON.stringify(anyValue(random)) ?? 'null';
    else if (kind === 8)
      message = JSON.stringify({ i: anyValue(random), t: random.below(6), p: anyValue(random) });
    else {
      const call = invalidCall(random, withInput, id);
      // What is left of it must not have become a call without input.
      message = call === undefined ? undefined : mutated(call, random).replace('"u":"/', '"u":"/x');
    }
    if (message === undefined) continue;
    id += 1;
    yield message;
  }
}
