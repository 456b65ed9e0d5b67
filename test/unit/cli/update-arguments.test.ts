import { expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/arguments';

it('asks nothing of the network unless it is told to', () => {
  expect(parseArguments(['update'])).toMatchObject({
    name: 'update',
    check: false,
    get: false,
    daily: undefined,
  });
  expect(parseArguments(['update', '--check'])).toMatchObject({ check: true, get: false });
  // What is not known of cannot be fetched.
  expect(parseArguments(['update', '--get'])).toMatchObject({ check: true, get: true });
  expect(parseArguments(['update', '--daily', 'off'])).toMatchObject({ check: false, daily: 'off' });
  expect(parseArguments(['update', '--source', ''])).toMatchObject({ source: '' });
});

it('says what is wrong', () => {
  expect(() => parseArguments(['update', '--daily', 'yes'])).toThrow('--daily must be on or off, not "yes"');
  expect(() => parseArguments(['update', '--source', 'here'])).toThrow('--source must be the address');
  expect(() => parseArguments(['update', 'now'])).toThrow('does not know what to do with "now"');
});

it('tests a rung for as long as it is told', () => {
  expect(parseArguments(['self-test'])).toMatchObject({
    name: 'self-test',
    backend: undefined,
    seconds: undefined,
  });
  expect(parseArguments(['self-test', '--backend', 'wasm', '--seconds', '10'])).toMatchObject({
    backend: 'wasm',
    seconds: 10,
  });
  expect(parseArguments(['self-test', '--backend', 'auto'])).toMatchObject({ backend: undefined });
  expect(() => parseArguments(['self-test', '--backend', 'tpu'])).toThrow(
    'auto, gpu, cpu or wasm, not "tpu"',
  );
  expect(() => parseArguments(['self-test', '--seconds', '0'])).toThrow('at least 1');
  expect(parseArguments(['devices'])).toMatchObject({ name: 'devices' });
});
