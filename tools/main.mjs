import * as fs from 'node:fs';
import { inRoot } from './lib/files.mjs';
import { ownNode, ownPath } from './lib/node.mjs';
import { passThrough } from './lib/run.mjs';
import { Problem, explain } from './lib/say.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';

// Loaded one at a time: `cli` must not pay for what `test` needs.
const commands = {
  start: () => import('./commands/start.mjs'),
  dev: () => import('./commands/dev.mjs'),
  cli: () => import('./commands/cli.mjs'),
  pictures: () => import('./commands/pictures.mjs'),
  bench: () => import('./commands/bench.mjs'),
  test: () => import('./commands/test.mjs'),
  'test:peers': () => import('./commands/peers.mjs'),
  'test:soak': () => import('./commands/soak.mjs'),
  'test:ray': () => import('./commands/ray.mjs'),
  'test:package': () => import('./commands/test-package.mjs'),
  package: () => import('./commands/package.mjs'),
  announce: () => import('./commands/announce.mjs'),
  texts: () => import('./commands/texts.mjs'),
};

const runsOnOwnNode = () => {
  try {
    return fs.realpathSync(process.execPath) === fs.realpathSync(ownNode);
  } catch {
    return false;
  }
};

async function run(name, args) {
  if (!Object.hasOwn(commands, name ?? ''))
    throw new Problem(
      `There is no command "${name ?? ''}".`,
      `Known are: ${Object.keys(commands).join(', ')}.`,
    );
  process.chdir(inRoot());
  await ensureDependencies();
  process.env.PATH = ownPath;
  // `cli` only hands on to a program under our Node; one process less makes it quicker.
  if (name !== 'cli' && !runsOnOwnNode())
    return passThrough(ownNode, [inRoot('tools/start.mjs'), name, ...args]);
  const command = await commands[name]();
  return command.run(args);
}

export async function main(name, args) {
  try {
    process.exitCode = await run(name, args);
  } catch (error) {
    explain(error);
    process.exitCode = 1;
  }
}
