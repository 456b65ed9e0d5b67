import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { broughtWeightsSchema, type BroughtWeights } from '@shared/contract/weights';
import { writeFileAtomically } from '../durable/atomic-file';
import { TYPE_BYTES, type ForeignArray, type ForeignFile } from '../weights/foreign-file';
import { openForeign } from '../weights/open-foreign';
import { toFloat32 } from '../weights/to-float32';
import { WeightsError } from '../weights/weights-error';
import { bytesFree, type Library } from './library';
import { readDocument } from './read-document';
import { NotFound, Refusal } from './refusal';

/** Numbers that are converted at a time. */
const PIECE = 1 << 18;

const numbersOf = ({ shape }: Pick<ForeignArray, 'shape'>): number =>
  shape.reduce((product, length) => product * length, 1);

function headerOf(arrays: readonly ForeignArray[]): Buffer {
  const entries: [string, object][] = [];
  let offset = 0;
  for (const array of arrays) {
    const end = offset + 4 * numbersOf(array);
    entries.push([array.name, { dtype: 'F32', shape: array.shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const text = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}

/** Weights of models from elsewhere, kept in the library in float32, once each. */
export class BroughtWeightsStore {
  constructor(readonly library: Library) {}

  get #folder(): string {
    return join(this.library.folder, 'weights');
  }

  fileOf(id: string): string {
    return join(this.#folder, `${id}.safetensors`);
  }

  /**
   * Reads a file from elsewhere and keeps its arrays.
   *
   * @throws Refusal in one sentence; nothing is left behind then
   */
  async bring(path: string): Promise<BroughtWeights> {
    const typed = path.replace(/^~(?=$|[/\\])/, homedir());
    let file: ForeignFile | undefined;
    await mkdir(this.#folder, { recursive: true });
    const temporary = join(this.#folder, `.${process.pid}-${randomUUID()}.tmp`);
    try {
      file = await openForeign(typed);
      const bytes = file.arrays.reduce((sum, array) => sum + 4 * numbersOf(array), 0);
      if (bytes > (await bytesFree(this.library))) {
        throw new WeightsError(
          `The disk of this library has not enough space for the ${bytes.toLocaleString('en')} bytes of ${file.name}.`,
        );
      }
      const id = await this.#convert(file, temporary);
      await rename(temporary, this.fileOf(id));
      const document: BroughtWeights = {
        version: 1,
        id,
        name: file.name.slice(0, 300),
        format: file.format,
        arrays: file.arrays.map(({ name, shape }) => ({ name, shape: [...shape] })),
        layers: file.layers,
        notes: [...convertedNotes(file.arrays), ...file.notes],
      };
      await writeFileAtomically(join(this.#folder, `${id}.json`), JSON.stringify(document));
      return document;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw Refusal.of('path', error instanceof WeightsError ? why : `${typed} cannot be read: ${why}.`);
    } finally {
      await file?.close();
      await rm(temporary, { force: true });
    }
  }

  /** undefined where it is not in the library, or not whole */
  async find(id: string): Promise<BroughtWeights | undefined> {
    const document = await readDocument(join(this.#folder, `${id}.json`), broughtWeightsSchema);
    const isThere = await stat(this.fileOf(id)).then(
      () => true,
      () => false,
    );
    return isThere ? document : undefined;
  }

  /** @throws NotFound */
  async get(id: string): Promise<BroughtWeights> {
    const found = await this.find(id);
    if (found) return found;
    throw new NotFound('The file that this run was to begin with is not in this library: bring it in again.');
  }

  /** Copies them, so that whoever has the copy depends on nothing. */
  async copyTo(id: string, path: string): Promise<void> {
    await copyFile(this.fileOf(id), path);
  }

  async #convert({ arrays }: ForeignFile, temporary: string): Promise<string> {
    const out = await open(temporary, 'wx');
    const hash = createHash('sha256');
    try {
      const put = async (bytes: Uint8Array) => {
        hash.update(bytes);
        for (let at = 0; at < bytes.length;)
          at += (await out.write(bytes, at, bytes.length - at)).bytesWritten;
      };
      await put(headerOf(arrays));
      for (const array of arrays) {
        const size = TYPE_BYTES[array.type];
        const all = numbersOf(array);
        for (let at = 0; at < all; at += PIECE) {
          const count = Math.min(PIECE, all - at);
          const values = toFloat32(await array.read(at * size, count * size), array);
          const odd = values.findIndex((value) => !Number.isFinite(value));
          if (odd !== -1) {
            throw new WeightsError(
              `Number ${(at + odd).toLocaleString('en')} of "${array.name}" is ${values[odd]}: a model with such weights cannot be trained.`,
            );
          }
          await put(new Uint8Array(values.buffer));
          await nextTurn();
        }
      }
      await out.sync();
    } finally {
      await out.close();
    }
    return hash.digest('hex');
  }
}

const WORDS: Partial<Record<ForeignArray['type'], string>> = {
  F64: 'F64, and rounded to float32',
  F16: 'F16, which float32 holds exactly',
  BF16: 'BF16, which float32 holds exactly',
  Q8: 'quantized to 8 bits, and unpacked',
  Q16: 'quantized to 16 bits, and unpacked',
};

function convertedNotes(arrays: readonly ForeignArray[]): string[] {
  return Object.entries(WORDS).flatMap(([type, words]) => {
    const count = arrays.filter((array) => array.type === type).length;
    if (count === 0) return [];
    return [
      `${count === arrays.length ? 'All' : count} of its ${arrays.length} arrays ${count === 1 ? 'was' : 'were'} ${words}.`,
    ];
  });
}
