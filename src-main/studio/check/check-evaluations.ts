import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  evaluationsDocumentSchema,
  evaluationsPath,
  setAsideLists,
  sortedEntries,
} from '../evaluations-file';
import type { CheckContext } from './check-context';
import { documentState } from './document-state';
import { settingAside } from './set-aside';

async function sha256Of(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(path), hash).then(
    () => hash.digest('hex'),
    () => undefined,
  );
}

/** What evaluations kept of each sample: it is all there, and nothing else is. */
export async function checkEvaluations(context: CheckContext, runFolder: string): Promise<void> {
  const path = evaluationsPath(runFolder);
  const state = await documentState(path, evaluationsDocumentSchema);
  if (state.is === 'torn') {
    const without = 'The results in it can be had again, by evaluating the same checkpoints.';
    await context.mend(path, 'It is torn or damaged.', settingAside(context, path, without));
    return;
  }
  if (state.is !== 'fine' && state.is !== 'missing') return;
  const { entries, evaluations, ids } = sortedEntries(state.is === 'fine' ? state.document.evaluations : []);
  const unread = entries.length - evaluations.length;
  if (unread > 0) {
    const found = `${unread} of its ${entries.length} results cannot be read.`;
    context.tell(path, found, 'They stay where they are; the same checkpoints can be evaluated again.');
  }
  context.result.evaluations += evaluations.length;
  const folder = join(runFolder, 'evaluations');
  const again = 'The result stands; evaluate again to look at single samples.';
  for (const { id, outputs } of evaluations) {
    if (outputs === null) continue;
    context.signal.throwIfAborted();
    const file = join(folder, `${id}.safetensors`);
    const found = await sha256Of(file);
    context.result.bytes += outputs.bytes;
    if (found === outputs.sha256) continue;
    if (found === undefined) context.tell(file, 'What was kept of each sample is missing.', again);
    else {
      const aside = settingAside(context, file, again);
      await context.mend(file, 'What was kept of each sample is not what was written.', aside);
    }
  }
  if (context.use.isBusy(basename(runFolder))) return;
  // What cannot be read may name them all.
  if (ids === undefined || (await setAsideLists(runFolder)).length > 0) return;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.safetensors') || ids.has(name.slice(0, -'.safetensors'.length))) continue;
    const file = join(folder, name);
    await context.mend(file, 'No evaluation refers to it.', settingAside(context, file));
  }
}
