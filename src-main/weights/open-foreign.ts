import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ForeignFile } from './foreign-file';
import { openSafetensors } from './safetensors-file';
import { openTfjsModel } from './tfjs-file';
import { WeightsError } from './weights-error';

/** The first byte of what Python's pickle writes. */
const PICKLE = 0x80;

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/**
 * Opens a safetensors file, a TensorFlow.js `model.json`, or a folder with one of them (a checkpoint's folder, say).
 *
 * @throws WeightsError in one sentence
 */
export async function openForeign(given: string): Promise<ForeignFile> {
  const path = resolve(given);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new WeightsError(`There is nothing at ${path}.`);
  if (found.isDirectory()) {
    for (const name of ['model.safetensors', 'model.json']) {
      if ((await sizeOf(join(path, name))) !== undefined) return openForeign(join(path, name));
    }
    throw new WeightsError(
      `${path} has neither a model.safetensors nor a model.json in it: choose the file itself.`,
    );
  }
  if (!found.isFile()) throw new WeightsError(`${path} is neither a file nor a folder.`);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new WeightsError(
      `${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
  const head = Buffer.alloc(16);
  try {
    await file.read(head, 0, 16, 0);
  } finally {
    await file.close();
  }
  const mark = head.toString('latin1');
  if (mark.trimStart().startsWith('{')) return openTfjsModel(path);
  if (mark.startsWith('PK') || (head[0] === PICKLE && head[1]! >= 2 && head[1]! <= 5)) {
    throw new WeightsError(
      `${path} is a PyTorch or zip file: save it as safetensors first (safetensors.torch.save_file), which holds nothing but numbers.`,
    );
  }
  if (mark.slice(1).startsWith('HDF')) {
    throw new WeightsError(
      `${path} is a Keras HDF5 file: convert it with tensorflowjs_converter, or save it as safetensors.`,
    );
  }
  return openSafetensors(path);
}
