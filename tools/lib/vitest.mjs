import * as fs from 'node:fs';
import * as path from 'node:path';
import { ofVitest } from './counts.mjs';
import { inRoot, modules } from './files.mjs';
import { ownNode } from './node.mjs';
import { passThrough } from './run.mjs';

/** A stage that runs Vitest with one config file; what runs it may give it more of an environment. */
export function vitestStage(name, { config, args = [], env } = {}) {
  const report = inRoot(`.cache/${name}-report.json`);
  const run = (more = {}) => {
    // A report of an earlier run must not be counted when this one breaks down.
    fs.rmSync(report, { force: true });
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const configured = config ? ['--config', config] : [];
    return passThrough(
      ownNode,
      [path.join(modules, 'vitest/vitest.mjs'), 'run', ...configured, ...options, ...args],
      { env: { ...env, ...more } },
    );
  };
  return { name, run, counts: () => ofVitest(report) };
}
