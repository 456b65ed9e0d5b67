import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finding } from '@shared/contract/library-check';
import { count, size } from '../in-words';
import { progressBar } from '../progress-bar';
import { UsageError } from '../usage-error';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

const LOOK_EVERY_MS = 200;

const of = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

const STATES: Record<Finding['state'], string> = {
  'can-mend': 'can be mended',
  mended: 'mended',
  failed: 'could not be mended',
  yours: 'left to you',
};

/** Looks at all of the library, and mends it where that is asked for. */
export async function checkLibrary({ client, output }: Session, mend: boolean): Promise<ExitCode> {
  let check = await client.library.check({ mend });
  while (check.state === 'checking') {
    output.live(`${progressBar(check.total > 0 ? check.done / check.total : 0)} ${size(check.bytes)} read`);
    await sleep(LOOK_EVERY_MS);
    check = (await client.library.checked()) ?? check;
  }
  output.live('');
  if (check.state === 'failed') throw new RunFailure(check.reason);
  for (const finding of check.findings) {
    output.event({ event: 'finding', ...finding });
    output.line(`${finding.path}: ${STATES[finding.state]}`);
    output.line(`  ${finding.found} ${finding.mend}`);
  }
  const { findings, runs, checkpoints, evaluations, datasets, bytes } = check;
  const looked = `Looked at ${of(runs, 'run')}, ${of(checkpoints, 'checkpoint')}, ${of(evaluations, 'evaluation')} and ${of(datasets, 'dataset')}: ${size(bytes)} compared with their hashes.`;
  const found = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const canMend = found('can-mend');
  output.event({ event: 'done', runs, checkpoints, evaluations, datasets, bytes, findings: findings.length });
  if (findings.length === 0) output.line(`${looked} All is as it should be.`);
  else {
    const parts = (['mended', 'can-mend', 'failed', 'yours'] as const).flatMap((state) =>
      found(state) > 0 ? `${count(found(state))} ${STATES[state]}` : [],
    );
    output.line(`\n${looked} ${of(findings.length, 'thing')} found: ${parts.join(', ')}.`);
    if (canMend > 0) output.line('`trainyard library check --mend` mends what can be mended.');
  }
  return findings.some(({ state }) => state !== 'mended') ? 1 : 0;
}

/** Copies the library while it is in use. */
export async function backUpLibrary({ client, output }: Session, target: string): Promise<ExitCode> {
  let backup = await client.library.backUp({ to: resolve(target) });
  while (backup.state === 'copying') {
    const share = backup.bytes > 0 ? backup.bytesDone / backup.bytes : 0;
    output.live(`${progressBar(share)} ${size(backup.bytesDone)} of ${size(backup.bytes)}`);
    await sleep(LOOK_EVERY_MS);
    backup = (await client.library.backup()) ?? backup;
  }
  output.live('');
  if (backup.state === 'failed') throw new RunFailure(backup.reason);
  const { to, runs, findings } = backup;
  output.event({ event: 'done', to, runs, findings });
  output.line(`${of(runs, 'run')} and all data are in ${to}; each file was read back and compared.`);
  if (findings > 0) {
    output.line(
      `${of(findings, 'thing')} in it ${findings === 1 ? 'is not as it' : 'are not as they'} should be, in the library neither: see \`trainyard library check\`.`,
    );
  }
  return 0;
}

/** Removes everything of the library, for good. */
export async function removeLibrary(
  { client, connection, output }: Session,
  yes: boolean,
): Promise<ExitCode> {
  const [runs, { folder, bytes }] = [await client.runs.list(), await client.library.place()];
  if (!yes) {
    throw new UsageError(
      `This deletes ${of(runs.length, 'run')} and all data in ${folder}, ${size(bytes)}, for good: add --yes if that is meant.`,
      '--yes',
    );
  }
  await client.library.removeAll({ on: true });
  output.event({ event: 'done', runs: runs.length, bytes });
  output.line(
    connection.attachedTo === undefined
      ? `${of(runs.length, 'run')} and all data in ${folder} are removed.`
      : `All of ${folder} is removed when the Trainyard that has it open (process ${connection.attachedTo}) is closed.`,
  );
  return 0;
}
