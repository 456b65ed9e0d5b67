import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { MOST_PICTURE_BYTES } from '@shared/contract/prediction';
import { columnsOf } from '@shared/data/encode-row';
import { gapIn, NOT_FILLED } from '@shared/data/gaps';
import type { Answer } from '@shared/inference/answers';
import { encodedRows, type AskedIds } from './asked-rows';
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

/** @throws HttpRefusal when it cannot be read */
async function askedFile(model: ServedModel, file: Uint8Array<ArrayBuffer>, field: string): Promise<Answer> {
  const answer = await model.askFile(file);
  if ('problem' in answer) throw new HttpRefusal(422, answer.problem, field);
  return answer;
}

function askedFiles(body: unknown): Uint8Array<ArrayBuffer>[] {
  const parsed = picturesSchema.safeParse(body);
  if (!parsed.success) {
    const [name = 'pictures', index] = parsed.error.issues[0]?.path ?? [];
    throw new HttpRefusal(
      422,
      `The body must be an object with "pictures": an array of at most ${MOST_PICTURES} files in base64. A single one can be sent as it is, with the content type of its format.`,
      index === undefined ? String(name) : `${String(name)}[${String(index)}]`,
    );
  }
  return parsed.data.pictures.map((text) => Buffer.from(text, 'base64'));
}

/** The answer of a sample, and what it says that it is called. */
interface Answered {
  answer: Answer;
  ids?: AskedIds | undefined;
}

/** The answers of all samples that a request asks about. */
async function answersOf(request: IncomingMessage, model: ServedModel, isFile: boolean): Promise<Answered[]> {
  if (model.input.type === 'pictures') {
    const asked = async (file: Uint8Array<ArrayBuffer>, field: string) => ({
      answer: await askedFile(model, file, field),
    });
    if (isFile) return [await asked(await readBody(request, MOST_PICTURE_BYTES), 'body')];
    const files = askedFiles(parsedJson(await readBody(request, MOST_JSON_BYTES)));
    return Promise.all(files.map((file, index) => asked(file, `pictures[${index}]`)));
  }
  const body = parsedJson(await readBody(request, MOST_JSON_BYTES));
  const { bytes, rows, ids } = encodedRows(body, {
    columns: columnsOf(model.input),
    ids: model.idNames,
  });
  checkGaps(model, new Float32Array(bytes.buffer), rows);
  const answers = await model.ask(bytes, rows);
  return ids.map((its, row) => ({ answer: answers[row]!, ids: its }));
}

/** @throws HttpRefusal that names the first field that is missing, where the model does not fill it in */
function checkGaps({ input, fillsGaps }: ServedModel, numbers: Float32Array, rows: number): void {
  if (fillsGaps) return;
  const size = numbers.length / rows;
  for (let row = 0; row < rows; row++) {
    const gap = gapIn(input, numbers.subarray(row * size, (row + 1) * size));
    if (gap !== undefined)
      throw new HttpRefusal(422, `"${gap}" ${NOT_FILLED}: give it.`, `rows[${row}].${gap}`);
  }
}

/** What one sample is told as. */
function told({ answer, ids }: Answered, { target }: ServedModel, row: number): Record<string, unknown> {
  const { numbers, top } = answer;
  if (numbers.some((value) => !Number.isFinite(value))) {
    throw new HttpRefusal(
      422,
      'The model gives no number for this row, as its weights have blown up: serve an earlier checkpoint.',
      `rows[${row}]`,
    );
  }
  const each = Object.fromEntries(target.names.map((name, index) => [name, numbers[index]!]));
  const called = ids === undefined ? {} : { ids };
  if (target.type === 'values') return { ...called, values: each };
  return { ...called, class: target.names[top], likelihood: numbers[top], likelihoods: each };
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
  const answers = await answersOf(request, model, isFile);
  return {
    run: model.run,
    checkpoint: model.checkpoint,
    predictions: answers.map((one, row) => told(one, model, row)),
  };
}
