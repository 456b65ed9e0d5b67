import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { savedDraftSchema } from '@shared/contract/draft';
import { studioSettingsSchema } from '@shared/contract/settings';
import { machineSpeedSchema } from '@shared/contract/speed';
import { broughtWeightsSchema } from '@shared/contract/weights';
import { libraryDocumentSchema } from '../format/library-format';
import { queueDocumentSchema } from '../queue';
import { runsIndexSchema } from '../run-index';
import type { CheckContext } from './check-context';
import { documentState } from './document-state';
import { settingAside } from './set-aside';

/** Sets a torn document aside, which says something that can be done without. */
export async function checkDocument(
  context: CheckContext,
  path: string,
  schema: z.ZodType,
  without: string,
): Promise<void> {
  const state = await documentState(path, schema);
  const name = basename(path);
  if (state.is === 'torn') {
    await context.mend(path, `${name} is torn or damaged.`, settingAside(context, path, without));
  } else if (state.is === 'newer') {
    context.tell(path, `${name} was written by a newer Trainyard.`, 'It is left as it is: use that one.');
  } else if (state.is === 'unreadable') {
    context.tell(
      path,
      `${name} cannot be read (${state.why}).`,
      'Check that folder’s permissions, or its disk.',
    );
  }
}

const jsonIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => join(folder, name));

/** The documents of the library that belong to no run and no dataset. */
export async function checkLibraryDocuments(context: CheckContext): Promise<void> {
  const { folder, drafts, machines } = context.library;
  const of: [string, z.ZodType, string][] = [
    ['settings.json', studioSettingsSchema, 'The settings are those of a new library then.'],
    ['library.json', libraryDocumentSchema, 'It is written anew at the next start.'],
    ['queue.json', queueDocumentSchema, 'Runs that wait stand in the order in which they were made then.'],
    ['runs-index.json', runsIndexSchema, 'It is made anew: the next start takes longer, once.'],
  ];
  for (const [name, schema, without] of of) {
    await checkDocument(context, join(folder, name), schema, without);
  }
  for (const path of await jsonIn(drafts)) {
    await checkDocument(context, path, savedDraftSchema, 'A run that was being put together is lost.');
  }
  for (const path of await jsonIn(machines)) {
    await checkDocument(
      context,
      path,
      machineSpeedSchema,
      'What was measured of this machine can be measured again.',
    );
  }
}

/** Weights that were brought from elsewhere: a file and its document, which stand together. */
export async function checkWeights(context: CheckContext): Promise<void> {
  const folder = join(context.library.folder, 'weights');
  const names = new Set(await readdir(folder).catch(() => []));
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const [path, id] = [join(folder, name), name.replace(/\.(?:json|safetensors)$/, '')];
    const bring = 'Bring the file in again where it is needed: no run depends on it.';
    if (name.endsWith('.json')) {
      await checkDocument(context, path, broughtWeightsSchema, bring);
      if (names.has(`${id}.safetensors`)) continue;
      await context.mend(
        path,
        'The weights that it tells of are not there.',
        settingAside(context, path, bring),
      );
    } else if (name.endsWith('.safetensors') && !names.has(`${id}.json`)) {
      await context.mend(path, 'Nothing tells what these weights are.', settingAside(context, path, bring));
    }
  }
}
