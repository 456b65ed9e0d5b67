import * as fs from 'node:fs';
import * as path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { tableRow } from './serving-models.mjs';

const COUNT = 64;
const PIXELS = 28 * 28;

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A grey PNG file of 28 × 28. */
function png(pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(28);
  header.writeUInt32BE(28, 4);
  header[8] = 8;
  const lines = Buffer.alloc(28 * 29);
  for (let y = 0; y < 28; y++) pixels.copy(lines, y * 29 + 1, y * 28, (y + 1) * 28);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pictures(library) {
  const dataset = path.join(library, 'datasets', 'digits');
  const file = fs
    .readdirSync(dataset)
    .find((name) => name.startsWith('test-') && name.endsWith('.images.u8'));
  const images = fs.readFileSync(path.join(dataset, file));
  return Array.from({ length: COUNT }, (_, at) => png(images.subarray(at * PIXELS, (at + 1) * PIXELS)));
}

/** Bodies of requests, as a list and in a file for the loader. */
export function inputBodies({ kind, library }, folder) {
  const list =
    kind === 'table'
      ? Array.from({ length: COUNT }, (_, at) => Buffer.from(JSON.stringify({ rows: [tableRow(3001 + at)] })))
      : pictures(library);
  const file = path.join(folder, `${kind}.json`);
  fs.writeFileSync(file, JSON.stringify(list.map((body) => body.toString('base64'))));
  return { list, file, type: kind === 'table' ? 'application/json' : 'image/png' };
}
