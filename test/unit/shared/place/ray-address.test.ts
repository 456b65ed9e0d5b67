import { expect, it } from 'vitest';
import { rayPlaceSchema } from '@shared/contract/place';
import { parseRayAddress, rayAddressWords } from '@shared/place/ray-address';

it.each([
  ['ray://head', 'http://head:8265'],
  [' ray://10.0.0.7:8266 ', 'http://10.0.0.7:8266'],
  ['ray://head:80', 'http://head'],
  ['ray://[::1]', 'http://[::1]:8265'],
  ['http://head:8265/', 'http://head:8265'],
  ['https://rays.example/team/one/', 'https://rays.example/team/one'],
])('%s is the cluster at %s', (written, address) => {
  expect(parseRayAddress(written)).toEqual({ ok: true, address });
  // What was read once is read alike again.
  expect(parseRayAddress(address)).toEqual({ ok: true, address });
});

it.each([
  ['head:8265', /write ray:\/\/HOST/],
  ['', /write ray:\/\/HOST/],
  ['ray://', /write ray:\/\/HOST/],
  ['ray://head:10001', /10001 is the port of Ray's client/],
  ['http://me:secret@head:8265', /more than an address/],
  ['http://head:8265/?x=1', /more than an address/],
])('%s is refused', (written, words) => {
  const parsed = parseRayAddress(written);
  expect(parsed.ok ? '' : parsed.message).toMatch(words);
});

it('is written as people write it', () => {
  expect(rayAddressWords('http://head:8265')).toBe('ray://head:8265');
  expect(rayAddressWords('https://rays.example')).toBe('https://rays.example');
});

it('asks for one CPU where nothing else is said', () => {
  expect(rayPlaceSchema.parse({ type: 'ray', address: 'ray://head', shared: '/shared' })).toEqual({
    type: 'ray',
    address: 'http://head:8265',
    shared: '/shared',
    command: 'trainyard',
    cpus: 1,
    gpus: 0,
    atOnce: 8,
  });
});
