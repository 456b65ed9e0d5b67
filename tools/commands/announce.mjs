import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { inRoot } from '../lib/files.mjs';
import { Problem, say } from '../lib/say.mjs';
import { announce } from '../package/announce.mjs';

/** `npm run announce -- FOLDER` signs an announcement of the packages in a folder, dist/ when none is named. */
export async function run(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { share: { type: 'string', default: '100' }, minimum: { type: 'string', default: '0.0.0' } },
  });
  const files = (process.env.TRAINYARD_UPDATE_SIGNING_KEYS ?? '').split(/\s+/).filter(Boolean);
  if (files.length === 0)
    throw new Problem(
      'There is nothing to sign with.',
      'TRAINYARD_UPDATE_SIGNING_KEYS names files with private Ed25519 keys: `openssl genpkey -algorithm ed25519` makes one.',
    );
  const share = Number(values.share);
  if (!(share >= 0 && share <= 100))
    throw new Problem(`--share must be from 0 to 100, not "${values.share}".`);
  const keys = files.map((file) => fs.readFileSync(file, 'utf8'));
  const { minimum } = values;
  say(`announced in ${announce(positionals[0] ?? inRoot('dist'), { keys, share, minimum })}`);
  return 0;
}
