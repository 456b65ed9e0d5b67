import type { RateRangeAsk } from '@shared/contract/finders';
import { rangeStepsWords, readRateRange } from '@shared/finders/rate-range';
import { buildSpec } from '../build-spec';
import { loss, table } from '../in-words';
import type { ExitCode, Session } from '../session';
import type { SpecArguments } from '../train-arguments';

/** So many lines show the curve in a terminal. */
const ROWS = 16;
const WIDEST = 40;

/** Has a run train for some steps while its learning rate rises, shows its loss, and suggests a rate. */
export async function findLearningRate(
  { client, output }: Session,
  command: SpecArguments & { ask: RateRangeAsk },
): Promise<ExitCode> {
  const spec = await buildSpec(client, output, command);
  output.live(`training at most ${command.ask.steps} steps…`);
  const range = await client.runs.findRate({ spec, ...command.ask }).finally(() => output.live(''));
  const { smoothed, suggested, lowest, words } = readRateRange(range);
  output.event({ event: 'learning-rate', ...range, smoothed, suggested, lowest });
  const every = Math.max(1, Math.ceil(smoothed.length / ROWS));
  const shown = smoothed
    .map((value, at) => ({ value, rate: range.rates[at]! }))
    .filter((_, at) => at % every === 0);
  const most = Math.max(...shown.map(({ value }) => value));
  const rows = shown.map(({ value, rate }) => [
    String(Number(rate.toPrecision(2))),
    loss(value),
    '▇'.repeat(Math.max(1, Math.round((WIDEST * value) / most))),
  ]);
  for (const line of table(['rate', 'loss', ''], rows)) output.line(line);
  if (range.diverged) output.note(`Ended after ${rangeStepsWords(range, command.ask.steps)}.`);
  output.line(words);
  if (suggested !== null) output.line(`Use it with --set optimizer.learningRate=${suggested}`);
  return suggested === null ? 1 : 0;
}
