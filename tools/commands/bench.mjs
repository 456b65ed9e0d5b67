import * as fs from 'node:fs';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';
import { say } from '../lib/say.mjs';
import { ensureNativeRuntime } from '../native-runtime.mjs';

export async function run(args) {
  const script = inRoot('tools/bench/run.mjs');
  if (!fs.existsSync(script)) {
    say('there are no benchmarks yet');
    return 0;
  }
  await ensureNativeRuntime();
  return passThrough(ownNode, [script, ...args]);
}
