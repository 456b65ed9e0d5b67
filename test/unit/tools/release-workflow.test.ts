import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

// What nobody sees fail before a release: the workflow and CI name commands, files and variables of this repository.

const read = (file: string) => readFileSync(resolve(file), 'utf8');
const workflow = read('.github/workflows/release.yml');
const { scripts, engines } = z
  .object({ scripts: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')));

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

it('runs npm scripts that exist, on a Node that the project takes', () => {
  const named = all(workflow, /^\s*(?:- )?run: .*\bnpm run ([\w:-]+)/gm);
  expect(named).toEqual(['package']);
  for (const name of named) expect(scripts).toHaveProperty([name]);
  const node = Number(/node-version: (\d+)/.exec(workflow)?.[1]);
  expect(node).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
});

it('gives variables that the tools read', () => {
  const tools = readdirSync(resolve('tools'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs') && !name.includes('node_modules'))
    .map((name) => read(join('tools', name)))
    .join('\n');
  const given = new Set(
    all(workflow, /^\s*(TRAINYARD_\w+):/gm).concat(all(workflow, /echo "(TRAINYARD_\w+)=/g)),
  );
  expect(given.size).toBeGreaterThan(1);
  for (const name of given) expect(tools).toContain(`env.${name}`);
});

it('keeps every kind of package that is announced to those who have it', () => {
  const kept = all(workflow, /^\s*dist\/\*(\.\w+)$/gm);
  const announced = all(read('tools/package/announce.mjs'), /ending: '(\.\w+)'/g);
  expect(kept.toSorted()).toEqual(announced.toSorted());
});

it('CI runs suites that exist, each with its config', () => {
  const ci = read('.ci/run');
  const suites = all(ci, /^(?:\w+=\w+ )?suite(?:_of)? ([\w:]+)/gm);
  expect(suites).toContain('test:package');
  for (const name of suites) expect(scripts).toHaveProperty([name]);
  for (const config of all(ci, /(vitest\.\w+\.config\.ts)/g)) expect(existsSync(resolve(config))).toBe(true);
});
