import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { keepingDocumentSchema } from '@shared/contract/keeping';
import { runLabelsSchema } from '@shared/contract/labels';
import { runDocumentSchema } from '@shared/contract/run';
import { OWN_WEIGHTS } from '@shared/contract/weights';
import { checkCheckpoints } from './check-checkpoints';
import type { CheckContext } from './check-context';
import { checkDocument } from './check-documents';
import { checkEvaluations } from './check-evaluations';
import { checkLogs } from './check-logs';
import { documentState } from './document-state';
import { checkLeftovers } from './leftovers';

async function checkUnreadable(context: CheckContext, folder: string, is: string): Promise<void> {
  const path = join(folder, 'run.json');
  const left = await readdir(folder).catch(() => []);
  if (is === 'missing' && left.length === 0) {
    const how = { words: 'It can be removed.', done: 'It was removed.', do: () => rmdir(folder) };
    await context.mend(folder, 'It is an empty folder.', how);
  } else if (is === 'newer') {
    context.tell(path, 'It was written by a newer Trainyard.', 'It is left as it is: open it with that one.');
  } else {
    const found = is === 'missing' ? 'It is missing' : 'It is torn or damaged';
    const mend =
      'All of the folder is left as it is: put the file back from a backup. Its checkpoints can be used meanwhile, by Evaluate on a folder.';
    context.tell(path, `${found}, so that the run is not in any list.`, mend);
  }
}

/** Looks at one run. Of one that trains only what stands still is looked at. */
export async function checkRunFolder(context: CheckContext, folder: string): Promise<void> {
  const id = basename(folder);
  const state = await documentState(join(folder, 'run.json'), runDocumentSchema);
  if (state.is !== 'fine') {
    const { is } = state;
    if (is === 'unreadable') {
      context.tell(
        join(folder, 'run.json'),
        `It cannot be read (${state.why}).`,
        'Check its permissions, or the disk.',
      );
    } else await checkUnreadable(context, folder, is);
    return;
  }
  context.result.runs += 1;
  const { document } = state;
  if (document.id !== id) {
    const mend = `It is left as it is: give the folder the name ${document.id} again.`;
    context.tell(folder, `The run in it is ${document.id}: its folder was renamed.`, mend);
  }
  const own = 'What people wrote about it (name, tags, notes) is lost: it has the name of its spec.';
  await checkDocument(context, join(folder, 'labels.json'), runLabelsSchema, own);
  const pins = 'Pins of its checkpoints are lost: pin those again that are to stay for good.';
  await checkDocument(context, join(folder, 'keeping.json'), keepingDocumentSchema, pins);
  await checkEvaluations(context, folder);
  await checkCheckpoints(context, folder);
  if (context.use.isBusy(id)) return;
  await checkLogs(context, folder);
  await checkLeftovers(context, folder);
  await checkLeftovers(context, join(folder, 'metrics'));
  await checkLeftovers(context, join(folder, 'evaluations'));
  await checkLeftovers(context, join(folder, 'checkpoints'), { isGenerations: true });
  const note = join(folder, 'discarded.json');
  if (await stat(note).catch(() => undefined)) {
    await context.mend(note, 'It was being discarded, or brought back, when the program was ended.', {
      words: 'The run is here, whole: the note can be removed.',
      done: 'The run is here, whole: the note was removed.',
      do: () => rm(note),
    });
  }
  const begin = join(folder, OWN_WEIGHTS);
  if (document.spec.weights && !(await stat(begin).catch(() => undefined))) {
    const mend = 'It cannot begin anew: make the run again with the file that it began with.';
    context.tell(begin, 'The weights that the run begins with are missing.', mend);
  }
}
