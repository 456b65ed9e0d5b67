import type { OfferedUpdate, UpdateState } from '@shared/contract/update';
import { awaitJob } from '../await-job';
import { size, time } from '../in-words';
import type { Output } from '../output';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';
import type { UpdateCommand } from '../update-arguments';

const LOOKING: Record<UpdateState['looking'], string> = {
  on: 'once a day',
  off: 'only when it is asked to',
  unasked: 'only when it is asked to (--daily on: once a day)',
};

function tellOffer(
  output: Output,
  { version, date, notes, file, where, byHand, fetched, command }: OfferedUpdate,
) {
  output.line(`Version ${version} of ${date.slice(0, 10)} is there${file ? `, ${size(file.bytes)}` : ''}.`);
  for (const line of notes.trim().split('\n')) output.line(line === '' ? '' : `  ${line}`);
  if (byHand !== '') output.line(`${byHand} It is at ${where}`);
  else if (fetched === null) output.line('Fetch it with --get.');
  else output.line(`It lies in ${fetched}${command ? `; \`${command}\` installs it` : ''}.`);
}

/** Tells what is known of newer versions; asks for them, or fetches one, only where that was said. */
export async function update(
  { client, output }: Session,
  { check, get, daily, source }: UpdateCommand,
): Promise<ExitCode> {
  if (daily !== undefined || source !== undefined) await client.updates.set({ looking: daily, source });
  let state = check ? await client.updates.look() : await client.updates.get();
  if (check && state.trouble !== '') throw new RunFailure(state.trouble);
  const { offer } = state;
  if (get && offer !== null && offer.byHand === '' && offer.fetched === null) {
    await awaitJob(client, output, () => client.updates.fetch());
    state = await client.updates.get();
  }
  output.event({ event: 'update', ...state });
  output.line(`Trainyard ${state.current}`);
  if (state.cannot !== '') output.line(state.cannot);
  else output.line(`It looks for newer versions ${LOOKING[state.looking]}.`);
  if (state.lookedAt !== null) output.line(`It looked last on ${time(state.lookedAt)}.`);
  if (state.offer !== null) tellOffer(output, state.offer);
  else if (check) output.line('There is no newer version for this machine.');
  return 0;
}
