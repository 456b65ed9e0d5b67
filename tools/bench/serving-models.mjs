import * as fs from 'node:fs';
import * as path from 'node:path';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';

const cli = inRoot('out/main/cli.cjs');

/** Houses whose kind follows from three numbers and a town, the same in every call. */
export const tableRow = (row) => {
  const size = 20 + ((row * 37) % 101);
  const age = (row * 53) % 90;
  const rooms = 1 + ((row * 29) % 7);
  return { size, age, rooms, town: ['harbour', 'hill', 'old town'][row % 3] };
};
const kindOf = ({ size, age, town }) => (size - age / 2 + (town === 'hill' ? 20 : 0) > 60 ? 'dear' : 'cheap');

function table() {
  const lines = Array.from({ length: 3000 }, (_, at) => {
    const row = tableRow(at);
    return [...Object.values(row), kindOf(row)].join(',');
  });
  return ['size,age,rooms,town,kind', ...lines].join('\n');
}

/** The two kinds of request: a row of a table to a small network, a picture's file to the tutorial's CNN. */
const MODELS = [
  {
    kind: 'table',
    name: 'A row of a table, as JSON',
    train: ['table-classifier', '--data', 'houses', '--set', 'epochs=2'],
  },
  {
    kind: 'pictures',
    name: 'A picture of 28 × 28, as PNG',
    train: ['cnn', '--set', 'stop.steps=100', '--set', 'validation.fraction=0.02'],
  },
];

/**
 * Trains the models of the measurement into a fresh library, and exports each as ONNX.
 *
 * @param again whether those of the last time do, where they are there
 */
export async function exportedModels(folder, again = false) {
  const isThere = again && MODELS.every(({ kind }) => fs.existsSync(path.join(folder, kind, 'model.onnx')));
  if (!isThere) fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const library = path.join(folder, 'library');
  const command = (...args) => [ownNode, cli, ...args, '--library', library, '--json'];
  const call = (...args) => capture(ownNode, command(...args).slice(1));
  const csv = path.join(folder, 'houses.csv');
  fs.writeFileSync(csv, table());
  if (!isThere) await call('data', 'import', csv, '--name', 'Houses', '--target', 'kind');
  const models = [];
  for (const { kind, name, train } of MODELS) {
    if (!isThere) await call('train', ...train, '--set', `name=${kind}`, '--set', 'test.atEnd=false');
    const exported = path.join(folder, kind);
    if (!isThere) await call('export', kind, '--checkpoint', 'last', '--format', 'onnx', '--to', exported);
    const serve = command('serve-model', kind, '--checkpoint', 'last', '--port', '0');
    models.push({ kind, name, library, exported, serve });
  }
  return models;
}
