import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '@shared/contract/api';
import { studioEventSchema } from '@shared/contract/event';
import { machineAddress } from '@shared/machines/machine-address';
import { byAge, idFrom, idThere, machineOf } from '@shared/machines/machine-id';
import { mappingOf } from '@shared/machines/machine-ids';
import { ownRunIdSchema, runIdSchema, runSpecSchema } from '@shared/spec/run-spec';
import { addedMachineSchema, sshHostSchema } from '@shared/contract/machine';

const away = (schema: z.core.$ZodType, value: unknown) =>
  mappingOf(schema)?.(value, (id) => idFrom('box', id));

describe('an id', () => {
  it('names its machine, or none', () => {
    expect(machineOf('20260101-101010-abcd')).toBeUndefined();
    expect(machineOf('gpu-box:20260101-101010-abcd')).toBe('gpu-box');
    expect(idThere('gpu-box:20260101-101010-abcd')).toBe('20260101-101010-abcd');
    expect(idThere('20260101-101010-abcd')).toBe('20260101-101010-abcd');
  });

  it('of another machine is none of a folder here', () => {
    expect(runIdSchema.safeParse('gpu-box:20260101-101010-abcd').success).toBe(true);
    expect(ownRunIdSchema.safeParse('gpu-box:20260101-101010-abcd').success).toBe(false);
    expect(runIdSchema.safeParse('a:b:20260101-101010-abcd').success).toBe(false);
    expect(runIdSchema.safeParse('../x:20260101-101010-abcd').success).toBe(false);
  });

  it('puts runs in the order in which they were made, on whichever machine', () => {
    const ids = ['box:20260103-000000-aaaa', '20260102-000000-aaaa', 'attic:20260101-000000-aaaa'];
    expect(
      ids
        .map((id) => ({ id }))
        .toSorted(byAge)
        .map(({ id }) => id),
    ).toEqual(ids.toReversed());
  });
});

describe('the ids of a value', () => {
  it('are found wherever its schema has them, and nothing else is touched', () => {
    expect(
      away(studioEventSchema, { type: 'checkpoints', run: '20260101-101010-abcd', notes: 'a:bcde' }),
    ).toEqual({ type: 'checkpoints', run: 'box:20260101-101010-abcd', notes: 'a:bcde' });
    expect(
      away(runSpecSchema, {
        name: 'x:yzzz',
        data: { dataset: 'moons' },
        start: { run: '20260101-101010-abcd', checkpoint: '0001-5' },
      }),
    ).toEqual({
      name: 'x:yzzz',
      data: { dataset: 'box:moons' },
      start: { run: 'box:20260101-101010-abcd', checkpoint: '0001-5' },
    });
  });

  it('may be missing, null, or in lists; what is malformed is left to whoever parses it', () => {
    const schema = z.object({
      runs: z.array(z.tuple([runIdSchema, z.string()])).optional(),
      by: z.record(z.string(), runIdSchema.nullable()).default({}),
    });
    expect(away(schema, { runs: [['abcd', 'abcd']], by: { a: 'abcd', b: null } })).toEqual({
      runs: [['box:abcd', 'abcd']],
      by: { a: 'box:abcd', b: null },
    });
    expect(away(schema, { runs: 7 })).toEqual({ runs: 7 });
    expect(away(schema, 'x')).toBe('x');
    expect(mappingOf(z.object({ name: z.string() }))).toBeUndefined();
  });

  it.each([
    ['runs', 'get'],
    ['runs', 'thinned'],
    ['checkpoints', 'pin'],
    ['evaluations', 'outputs'],
    ['predictions', 'sample'],
    ['datasets', 'samples'],
    ['jobs', 'cancel'],
    ['exports', 'download'],
    ['sweeps', 'extend'],
  ] as const)('are found in what %s.%s is asked', (area, method) => {
    const part: Record<string, { '~orpc': { inputSchema?: unknown } }> = contract[area];
    const { inputSchema } = part[method]!['~orpc'];
    expect(inputSchema instanceof z.ZodType && mappingOf(inputSchema)).toBeTypeOf('function');
  });
});

describe('an address', () => {
  it.each([
    ['127.0.0.1:7655', 'http://127.0.0.1:7655'],
    ['http://localhost:7655/?token=abc#/runs', 'http://localhost:7655'],
    ['https://box.example:8443/x', 'https://box.example:8443'],
    ['[::1]:7655', 'http://[::1]:7655'],
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['https://box.example', 'https://box.example'],
  ])('%s means %s', (text, origin) => {
    expect(machineAddress(text)).toEqual({ origin });
  });

  it.each([
    ['http://192.168.1.20:7654', 'without TLS everybody on the way to 192.168.1.20 could read the token'],
    ['gpu-box:7654', 'without TLS everybody on the way to gpu-box could read the token'],
    ['file:///etc/passwd', 'begins with http:// or https://'],
    ['a b', 'is no address'],
    ['rubbish address', 'is no address'],
    ['rubbish%20address', 'is no address'],
    ['', 'give the address, such as 127.0.0.1:7655'],
    ['127.0.0.1', 'has no port: write it behind, as in 127.0.0.1:7655'],
    ['http://localhost/?token=abc', 'has no port'],
  ])('%s is refused', (text, words) => {
    const { origin, problem } = machineAddress(text);
    expect(origin).toBe('');
    expect(problem).toContain(words);
  });
});

describe('a token', () => {
  const refused = (token: string) =>
    addedMachineSchema.safeParse({ name: 'box', way: { by: 'ssh', host: 'box' }, token }).error?.issues[0]
      ?.message;
  it.each([
    ['rubbish-tok', 'this is no token: one has 43 letters, digits, "-" and "_", and this 11 characters'],
    ['', 'give the token'],
    ['http://127.0.0.1:7654/?token=abc', 'is for a browser'],
  ])('%s is refused', (token, words) => {
    expect(refused(token)).toContain(words);
  });
  it('of 43 letters is one', () => expect(refused('x'.repeat(43))).toBeUndefined());
});

describe('a host for ssh', () => {
  it.each(['box', 'me@box', 'me@10.0.0.3', 'box.lan', 'a_b'])('%s is one', (host) => {
    expect(sshHostSchema.safeParse(host).success).toBe(true);
  });
  it.each(['-oProxyCommand=x', 'me@-x', 'a b', 'a;b', '$(x)', '', 'a@b@c', 'box:22'])(
    '%s is none',
    (host) => {
      expect(sshHostSchema.safeParse(host).success).toBe(false);
    },
  );
});
