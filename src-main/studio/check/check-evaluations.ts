import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { evaluationsDocumentSchema } from '../evaluations';
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
  const path = join(runFolder, 'evaluations.json');
  const state = await documentState(path, evaluationsDocumentSchema);
  if (state.is === 'torn') {
    const without = 'The results in it can be had again, by evaluating the same checkpoints.';
    await context.mend(path, 'It is torn or damaged.', settingAside(context, path, without));
    return;
  }
  if (state.is !== 'fine' && state.is !== 'missing') return;
  const evaluations = state.is === 'fine' ? state.document.evaluations : [];
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
  const known = new Set(evaluations.map(({ id }) => `${id}.safetensors`));
  for (const name of await readdir(folder).catch(() => [])) {
    if (known.has(name) || !name.endsWith('.safetensors')) continue;
    const file = join(folder, name);
    await context.mend(file, 'No evaluation refers to it.', settingAside(context, file));
  }
}
