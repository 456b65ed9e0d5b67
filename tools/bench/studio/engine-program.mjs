import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../../lib/files.mjs';

/** The built engine, whose name has a hash in it. */
export function engineProgram() {
  const chunks = inRoot('out/main/chunks');
  const name = fs.readdirSync(chunks).find((one) => /^main-\w+\.cjs$/.test(one));
  if (name === undefined) throw new Error(`There is no engine in ${chunks}.`);
  return path.join(chunks, name);
}
