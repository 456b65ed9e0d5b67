import type { RuntimeSummary } from '@shared/contract/runtime';
import { awaitJob } from '../await-job';
import { size, table } from '../in-words';
import { RunFailure } from '../run-failure';
import type { RuntimeCommand } from '../runtime-arguments';
import type { ExitCode, Session } from '../session';

const STATES: Record<RuntimeSummary['state'], string> = {
  missing: 'not fetched',
  fetched: 'fetched',
  own: 'built here',
  cannot: 'not for this Trainyard',
};

const NONE = 'There is no native TensorFlow to fetch for this system yet: WebAssembly is used.';

/** Lists the native libraries for this machine. */
export async function listRuntimes({ client, output }: Session): Promise<ExitCode> {
  const runtimes = await client.runtimes.list();
  for (const runtime of runtimes) output.event({ event: 'runtime', ...runtime });
  if (runtimes.length === 0) {
    output.line(NONE);
    return 0;
  }
  const rows = runtimes.map(({ id, name, state, downloadBytes, diskBytes }) => [
    id,
    name,
    STATES[state],
    size(downloadBytes),
    size(diskBytes),
  ]);
  for (const line of table(['runtime', 'name', 'state', 'download', 'on disk'], rows)) output.line(line);
  for (const { reason } of runtimes) if (reason) output.line(`\n${reason}`);
  return 0;
}

/** Says what fetching a library means; with `yes` fetches it and tries it out. */
export async function fetchRuntime(
  { client, output }: Session,
  { runtime: id, mirror, yes }: Extract<RuntimeCommand, { name: 'runtime-fetch' }>,
): Promise<ExitCode> {
  const runtimes = await client.runtimes.list();
  const runtime = runtimes.find((one) => (id === undefined ? one.kind === 'cpu' : one.id === id));
  if (runtime === undefined) {
    throw new RunFailure(
      runtimes.length === 0 ? NONE : `There is no runtime "${id}": see \`trainyard runtime list\`.`,
    );
  }
  const { name, publisher, licence, needs, downloadBytes, diskBytes, folder } = runtime;
  output.line(`${name}, by ${publisher}`);
  output.line(`  download  ${size(downloadBytes)}`);
  output.line(`  on disk   ${size(diskBytes)}, in ${folder}`);
  output.line(`  licence   ${licence}; its text is kept beside it`);
  output.line(`  ${needs}`);
  if (runtime.state === 'fetched') {
    output.line('It is here already.');
    return 0;
  }
  if (!yes) {
    output.line('\nFetch it with --yes.');
    return 0;
  }
  await awaitJob(client, output, () => client.runtimes.fetch({ runtime: runtime.id, mirror }));
  const report = (await client.backends.list({ again: true })).find(({ kind }) => kind === runtime.kind);
  output.event({ event: 'done', runtime: runtime.id, backend: report });
  if (report?.state !== 'ready') {
    throw new RunFailure(
      `${name} was fetched, but cannot be used here: ${report?.reason ?? 'it was not tried.'}`,
    );
  }
  output.line(`${report.description} is ready, and used from the next job on.`);
  return 0;
}

/** Removes a fetched library. */
export async function removeRuntime({ client, output }: Session, runtime: string): Promise<ExitCode> {
  await client.runtimes.remove({ runtime });
  output.event({ event: 'done', runtime });
  output.line(`${runtime} is removed. Training uses what is left; \`trainyard doctor\` tells what that is.`);
  return 0;
}
