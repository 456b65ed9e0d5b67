import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkpointIdSchema } from '@shared/spec/run-spec';
import { checkpointFolder, readDocumentOf } from '../checkpoints';
import { readKeeping } from '../keeping-file';
import { verifyFiles } from '../verify-checkpoint';
import type { CheckContext } from './check-context';
import { settingAside } from './set-aside';

const DOCUMENT = 'checkpoint.json';

async function checkOne(context: CheckContext, runFolder: string, id: string): Promise<void> {
  const [run, folder] = [basename(runFolder), checkpointFolder(runFolder, id)];
  const release = await context.use.hold(run, id);
  try {
    const document = await readDocumentOf(folder);
    if (document === undefined) {
      // Removed since it was listed.
      if (release === undefined && (await readdir(folder).catch(() => undefined)) === undefined) return;
      context.tell(
        folder,
        'Its checkpoint.json is missing, damaged or of another version, so that nothing goes on from it.',
        `It is left as it is, and shown as damaged: \`trainyard remove-damaged ${run}\` removes it.`,
      );
      return;
    }
    const files = await verifyFiles(folder, document);
    context.result.checkpoints += 1;
    context.result.bytes += files.reduce((sum, { bytes }) => sum + bytes, 0);
    const unread = files.filter(({ isUnread }) => isUnread);
    const bad = files.filter(({ problem, isUnread }) => problem !== '' && !isUnread);
    const known = (await readKeeping(runFolder)).damaged[id];
    const inWords = (its: typeof files) => its.map(({ name, problem }) => `${name}: ${problem}`).join(' ');
    if (unread.length > 0) {
      context.tell(
        folder,
        inWords(unread),
        'Whether it is whole is not known, and it is left as it is: see to that, then check again.',
      );
    }
    if (bad.length > 0) {
      const found = inWords(bad);
      if (known !== undefined) {
        context.tell(folder, found, 'It is marked as damaged already: nothing goes on from it.');
      } else {
        await context.mend(folder, found, {
          words: 'It can be marked as damaged, so that runs go on from the one before.',
          done: 'It is marked as damaged, so that runs go on from the one before.',
          do: () => context.use.markDamaged(run, id, found),
        });
      }
    }
    if (known !== undefined && unread.length + bad.length === 0) {
      await context.mend(folder, `It is marked as damaged (${known}), and all of it is as it was written.`, {
        words: 'The mark can be taken off, so that runs go on from it again.',
        done: 'The mark was taken off, so that runs go on from it again.',
        do: () => context.use.markSound(run, id),
      });
    }
    const others = (await readdir(folder)).filter((name) => name !== DOCUMENT && !(name in document.files));
    for (const name of others) {
      const path = join(folder, name);
      await context.mend(path, 'The checkpoint knows nothing of it.', settingAside(context, path));
    }
  } finally {
    release?.();
  }
}

/** Reads every checkpoint of a run and compares it with its hashes; looks for pinned ones that are gone. */
export async function checkCheckpoints(context: CheckContext, runFolder: string): Promise<void> {
  const folder = join(runFolder, 'checkpoints');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => checkpointIdSchema.safeParse(name).success,
  );
  for (const id of names.toSorted()) {
    context.signal.throwIfAborted();
    await checkOne(context, runFolder, id);
  }
  for (const id of (await readKeeping(runFolder)).pinned) {
    if (names.includes(id)) continue;
    await context.mend(join(folder, id), 'It was pinned, and is not there any more.', {
      words: 'Its pin can be taken off: the checkpoint itself is lost.',
      done: 'Its pin was taken off: the checkpoint itself is lost.',
      do: () => context.use.unpin(basename(runFolder), id),
    });
  }
}
