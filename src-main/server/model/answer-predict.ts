import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { MOST_PICTURE_BYTES } from '@shared/contract/prediction';
import { columnsOf } from '@shared/data/encode-row';
import { encodedRows } from './asked-rows';
import { HttpRefusal } from './http-refusal';
import { readBody } from './read-body';
import type { ServedModel } from './served-model';

const MOST_JSON_BYTES = 16 * 2 ** 20;
/** Pictures in one request. */
const MOST_PICTURES = 64;

const picturesSchema = z.strictObject({ pictures: z.array(z.base64()).min(1).max(MOST_PICTURES) });

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new HttpRefusal(400, 'The body is not JSON.');
  }
}

async function askedPictures(model: ServedModel, body: unknown): Promise<Uint8Array<ArrayBuffer>[]> {
  const parsed = picturesSchema.safeParse(body);
  if (!parsed.success) {
    const [name = 'pictures', index] = parsed.error.issues[0]?.path ?? [];
    throw new HttpRefusal(
      422,
      `The body must be an object with "pictures": an array of at most ${MOST_PICTURES} files in base64. A single one can be sent as it is, with the content type of its format.`,
      index === undefined ? String(name) : `${String(name)}[${String(index)}]`,
    );
  }
  return Promise.all(
    parsed.data.pictures.map((text, index) =>
      model.prepare(Buffer.from(text, 'base64'), `pictures[${index}]`),
    ),
  );
}

/** What one sample is told as. */
function told(answer: Float32Array, { target }: ServedModel, row: number): Record<string, unknown> {
  if (answer.some((value) => !Number.isFinite(value))) {
    throw new HttpRefusal(
      422,
      'The model gives no number for this row: a value is missing, and nothing fills it in.',
      `rows[${row}]`,
    );
  }
  const each = Object.fromEntries(target.names.map((name, index) => [name, answer[index]!]));
  if (target.type === 'values') return { values: each };
  const top = answer.indexOf(Math.max(...answer));
  return { class: target.names[top], likelihood: answer[top], likelihoods: each };
}

/** Answers POST /predict. @throws HttpRefusal, TooBusy */
export async function answerPredict(request: IncomingMessage, model: ServedModel): Promise<object> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  const isPicture = model.input.type === 'pictures';
  const isFile = type.startsWith('image/') || type === 'application/octet-stream';
  if (type !== 'application/json' && !(isPicture && isFile)) {
    throw new HttpRefusal(
      415,
      isPicture
        ? 'Send application/json, or a picture as image/png, image/jpeg or the like.'
        : 'Send application/json.',
      'Content-Type',
    );
  }
  let asked: { bytes: Uint8Array<ArrayBuffer>; rows: number };
  if (!isPicture) {
    asked = encodedRows(parsedJson(await readBody(request, MOST_JSON_BYTES)), columnsOf(model.input));
  } else if (isFile) {
    asked = { bytes: await model.prepare(await readBody(request, MOST_PICTURE_BYTES), 'body'), rows: 1 };
  } else {
    const pictures = await askedPictures(model, parsedJson(await readBody(request, MOST_JSON_BYTES)));
    const size = pictures[0]!.length;
    const bytes = new Uint8Array(size * pictures.length);
    for (const [index, pixels] of pictures.entries()) bytes.set(pixels, index * size);
    asked = { bytes, rows: pictures.length };
  }
  const answers = await model.ask(asked.bytes, asked.rows);
  const width = model.target.names.length;
  return {
    run: model.run,
    checkpoint: model.checkpoint,
    predictions: Array.from({ length: asked.rows }, (_, row) =>
      told(answers.subarray(row * width, (row + 1) * width), model, row),
    ),
  };
}
