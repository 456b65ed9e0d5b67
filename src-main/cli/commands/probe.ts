import type { ModelKind } from '@shared/contract/speed';
import { settingWords, usualSetting } from '@shared/speed/fastest';
import { KIND_WORDS } from '@shared/speed/model-kind';
import { summarize } from '@shared/speed/summary';
import { awaitJob } from '../await-job';
import { table } from '../in-words';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

const times = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2));

/** Measures with which settings this machine trains fastest, and shows what new runs will be given. */
export async function probe({ client, output }: Session, kinds: ModelKind[] | undefined): Promise<ExitCode> {
  try {
    await awaitJob(client, output, () => client.speed.measure({ kinds }));
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    // Not thrown: the run of another terminal that it gave way to needs this one's studio to its end.
    output.failure(error.message);
    return 1;
  }
  const { machine, speed } = await client.speed.get();
  if (!machine || !speed) throw new RunFailure('The measurement left no result: try again.');
  const usual = usualSetting(machine);
  const rows = speed.kinds.map((kind) => summarize(kind, usual));
  for (const row of rows) output.event({ event: 'speed', ...row });
  output.line(`${machine.processor}, TensorFlow ${machine.libraryVersion}`);
  output.line();
  const lines = table(
    ['fastest for', 'settings', 'ms a step', '× the usual', 'bfloat16 ×'],
    rows.map(({ kind, setting, gain, milliseconds, bfloat16 }) => [
      KIND_WORDS[kind],
      settingWords(setting),
      milliseconds?.toFixed(2) ?? '–',
      times(gain),
      times(bfloat16),
    ]),
  );
  for (const line of lines) output.line(line);
  output.line();
  output.line(
    `New runs on the CPU are given these settings; the usual ones are ${settingWords(usual)}. Runs that exist keep theirs.`,
  );
  output.event({ event: 'done' });
  return 0;
}
