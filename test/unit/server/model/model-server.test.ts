import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DatasetInput, DatasetTarget } from '@shared/contract/dataset';
import { TooBusy } from '../../../../src-main/server/model/joined-passes';
import { startModelServer, type ModelServer } from '../../../../src-main/server/model/model-server';
import type { ServedModel } from '../../../../src-main/server/model/served-model';
import { ask } from '../ask';

const TABLE: DatasetInput = {
  type: 'table',
  columns: [
    { type: 'number', name: 'size', missing: 0, fill: 'mean' },
    { type: 'category', name: 'quarter', categories: ['hill', 'sea', 'old  town'], missing: 0 },
  ],
};
const RENT: DatasetTarget = { type: 'values', names: ['rent'] };

/** A rent of ten times the size, more by the sea; 503 for a size of 503. */
const rents: ServedModel = {
  name: 'Rents <b>',
  run: 'r1',
  checkpoint: '0001-1',
  input: TABLE,
  fillsGaps: false,
  target: RENT,
  idNames: ['id', 'flat nr'],
  ask: async (bytes, rows) => {
    const numbers = new Float32Array(bytes.buffer);
    if (numbers[0] === 503) throw new TooBusy();
    return Array.from({ length: rows }, (_, row) => ({
      numbers: [10 * numbers[4 * row]! + 100 * numbers[4 * row + 2]!],
      top: 0,
    }));
  },
  askFile: () => Promise.reject(new Error('there are no pictures')),
};
/** A picture of which both classes are as likely as can be, and yet it is taken for the second. */
const EQUAL = 77;
const pictures: ServedModel = {
  ...rents,
  name: 'Shades',
  input: { type: 'pictures', shape: [1, 2, 1] },
  target: { type: 'classes', names: ['dark', 'bright'] },
  idNames: [],
  ask: () => Promise.reject(new Error('there are no rows')),
  askFile: async (file) =>
    file[0] === 0
      ? { problem: 'The picture cannot be read, as it is not a picture.' }
      : file[0] === EQUAL
        ? { numbers: [1, 1], top: 1 }
        : { numbers: [(255 - file[0]!) / 255, file[0]! / 255], top: file[0]! > 127 ? 1 : 0 },
};

let [tables, shades]: ModelServer[] = [];
beforeAll(async () => {
  [tables, shades] = await Promise.all([
    startModelServer(rents, { port: 0, version: '1' }),
    startModelServer(pictures, { port: 0, version: '1' }),
  ]);
});
afterAll(() => Promise.all([tables?.close(), shades?.close()]));

const answerSchema = z.object({
  predictions: z.array(z.record(z.string(), z.unknown())).optional(),
  error: z.object({ message: z.string(), field: z.string().optional() }).optional(),
});
async function post(
  server: ModelServer | undefined,
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
) {
  const response = await fetch(`${server!.address}/predict`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': type },
  });
  return { status: response.status, ...answerSchema.parse(await response.json()) };
}
const rows = (...given: unknown[]) => JSON.stringify({ rows: given });

describe('rows', () => {
  it('are answered in their order, by names or as arrays', async () => {
    const answer = await post(
      tables,
      rows({ quarter: 'sea', size: 1 }, [2, 'hill'], { size: '3', quarter: null }),
    );
    expect(answer).toEqual({
      status: 200,
      predictions: [{ values: { rent: 110 } }, { values: { rent: 20 } }, { values: { rent: 30 } }],
    });
  });

  it('say again what they are called', async () => {
    const { predictions } = await post(
      tables,
      rows(
        { id: 7, size: 1, quarter: 'sea' },
        { size: 1, quarter: 'sea' },
        { 'flat nr': null, id: 'b', size: 2, quarter: 'hill' },
      ),
    );
    expect(predictions).toEqual([
      { ids: { id: 7 }, values: { rent: 110 } },
      { values: { rent: 110 } },
      { ids: { id: 'b', 'flat nr': null }, values: { rent: 20 } },
    ]);
  });

  it.each([
    [rows({ size: 'wide', quarter: 'sea' }), 422, 'rows[0].size'],
    [rows([1, 'sea'], { size: 1, quarter: 'moon' }), 422, 'rows[1].quarter'],
    [rows({ size: 1 }), 422, 'rows[0].quarter'],
    [rows({ size: 1, quarter: 'sea', colour: 2 }), 422, 'rows[0].colour'],
    [rows([1]), 422, 'rows[0]'],
    [rows([1, 'sea'], { size: null, quarter: 'sea' }), 422, 'rows[1].size'],
    [rows(), 422, 'rows'],
    ['{"rows":3}', 422, 'rows'],
    ['[]', 422, 'rows'],
    ['{', 400, undefined],
    [rows([503, 'sea']), 503, undefined],
  ])('%s is refused with %i, naming %s', async (body, status, field) => {
    const answer = await post(tables, body);
    expect(answer.status).toBe(status);
    expect(answer.error?.field).toBe(field);
    expect(answer.error?.message).toMatch(/^[^\n]+\.$/);
  });

  it('are told how many may be asked about at once, where they are more', async () => {
    const answer = await post(tables, rows(...Array.from({ length: 10_001 }, () => [1, 'sea'])));
    expect(answer).toMatchObject({ status: 422, error: { field: 'rows' } });
    expect(answer.error?.message).toContain('1 to 10,000 objects');
  });

  it('may not be too much, nor of another type', async () => {
    expect((await post(tables, 'x'.repeat(16 * 2 ** 20 + 1))).status).toBe(413);
    expect((await post(tables, 'size=1', 'application/x-www-form-urlencoded')).error?.field).toBe(
      'Content-Type',
    );
    expect((await post(tables, Uint8Array.of(1), 'image/png')).status).toBe(415);
  });
});

describe('pictures', () => {
  it('are answered alone as they are, and several in base64', async () => {
    const bright = { class: 'bright', likelihood: 1, likelihoods: { dark: 0, bright: 1 } };
    expect(await post(shades, Uint8Array.of(255), 'image/png')).toEqual({
      status: 200,
      predictions: [bright],
    });
    const body = JSON.stringify({
      pictures: [Buffer.of(255).toString('base64'), Buffer.of(51).toString('base64')],
    });
    const { predictions } = await post(shades, body);
    expect(predictions?.map((one) => one['class'])).toEqual(['bright', 'dark']);
  });

  it('are told as what they are taken for, where several classes are equally likely', async () => {
    const { predictions } = await post(shades, Uint8Array.of(EQUAL), 'image/png');
    expect(predictions).toEqual([{ class: 'bright', likelihood: 1, likelihoods: { dark: 1, bright: 1 } }]);
  });

  it('that cannot be read are named', async () => {
    const body = JSON.stringify({
      pictures: [Buffer.of(255).toString('base64'), Buffer.of(0).toString('base64')],
    });
    expect(await post(shades, body)).toMatchObject({ status: 422, error: { field: 'pictures[1]' } });
    expect(await post(shades, '{"pictures":["no base64"]}')).toMatchObject({
      status: 422,
      error: { field: 'pictures[0]' },
    });
  });
});

describe('who may ask', () => {
  it('is only this machine, and no page of another site', async () => {
    const { port } = tables!;
    expect((await ask(port, '/', { headers: { host: `evil.example:${port}` } })).status).toBe(421);
    const foreign = {
      host: `127.0.0.1:${port}`,
      origin: 'http://evil.example',
      'content-type': 'application/json',
    };
    expect((await ask(port, '/predict', { method: 'POST', headers: foreign })).status).toBe(403);
    expect((await ask(port, '/', { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it('finds a page that explains it, its description, and nothing else', async () => {
    const { port } = tables!;
    const page = await ask(port, '/');
    expect(page.body).toContain('Rents &lt;b&gt;');
    expect(page.body).not.toContain('Rents <b>');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    // A browser makes several spaces of an option's text one, but not of its value.
    expect(page.body).toContain('<option value="old  town">');
    const description = await ask(port, '/openapi.json');
    expect(JSON.parse(description.body)).toMatchObject({
      openapi: '3.1.0',
      paths: { '/predict': { post: { operationId: 'predict' } } },
    });
    expect((await ask(port, '/predict')).status).toBe(405);
    expect((await ask(port, '/etc/passwd')).status).toBe(404);
  });

  it.each([40, 41])('finds an example there that is answered, of a model with %i columns', async (width) => {
    const columns = Array.from({ length: width }, (_, at) => ({
      type: 'number' as const,
      name: `it's ${at}`,
      missing: 0,
      fill: 'mean' as const,
    }));
    const wide = await startModelServer(
      {
        ...rents,
        input: { type: 'table', columns },
        ask: async () => [{ numbers: [1], top: 0 }],
      },
      { port: 0, version: '1' },
    );
    try {
      const page = await ask(wide.port, '/');
      const written = /-d &#39;(.*)&#39; http/.exec(page.body)?.[1] ?? '';
      const body = written
        .replaceAll('&#39;', "'")
        .replaceAll('&quot;', '"')
        .replaceAll(String.raw`'\''`, "'");
      expect(await post(wide, body)).toMatchObject({ status: 200, predictions: [{}] });
    } finally {
      await wide.close();
    }
  });
});
