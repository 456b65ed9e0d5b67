// node tools/build/texts/build-pseudo.ts FOLDER: the window in the pseudo language, as en-XA.html in that folder.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buildLanguage } from './build-language.ts';
import { PSEUDO } from './pseudo.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say into which folder it is to be built.');
process.env['NODE_ENV'] = 'production';
await mkdir(folder, { recursive: true });
await buildLanguage({ root: process.cwd(), language: PSEUDO, others: [PSEUDO], folder: resolve(folder) });
