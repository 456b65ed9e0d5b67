import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What only the engine says: its file has a name of the bundler's. */
const ITS_WORDS = 'sent a command that it does not know';

/** The built engine's file. */
export function builtEngine(): string {
  const chunks = resolve('out/main/chunks');
  const engine = readdirSync(chunks)
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => join(chunks, name))
    .find((file) => readFileSync(file, 'utf8').includes(ITS_WORDS));
  if (engine === undefined) throw new Error('The engine is missing: run npm run build first.');
  return engine;
}
