import { expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/arguments';

const ID = 'tensorflow-2.21.0-cpu-linux-x64';

it('lists runtimes where nothing else is asked', () => {
  expect(parseArguments(['runtime'])).toMatchObject({ name: 'runtime-list' });
  expect(parseArguments(['runtime', 'list'])).toMatchObject({ name: 'runtime-list' });
});

it('fetches none before it is agreed to', () => {
  expect(parseArguments(['runtime', 'fetch'])).toMatchObject({ runtime: undefined, yes: false });
  expect(parseArguments(['runtime', 'fetch', ID, '--yes', '--mirror', 'https://a.example/'])).toMatchObject({
    name: 'runtime-fetch',
    runtime: ID,
    mirror: 'https://a.example/',
    yes: true,
  });
});

it('says what is wrong', () => {
  expect(() => parseArguments(['runtime', 'fetch', '--mirror', 'here'])).toThrow(
    '--mirror must be an address',
  );
  expect(() => parseArguments(['runtime', 'remove'])).toThrow('a runtime of `runtime list`');
  expect(() => parseArguments(['runtime', 'get'])).toThrow('"list", "fetch" or "remove", not "get"');
});
