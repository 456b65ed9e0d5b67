import { BOUND_WORDS } from '@shared/finders/largest-batch';
import { buildSpec } from '../build-spec';
import { count, size } from '../in-words';
import type { ExitCode, Session } from '../session';
import type { SpecArguments } from '../train-arguments';

/** Looks for the largest batch that fits, by the estimate of its memory and by a few steps with it. */
export async function findBatch({ client, output }: Session, command: SpecArguments): Promise<ExitCode> {
  const spec = await buildSpec(client, output, command);
  output.live('trying the largest batches…');
  const found = await client.runs.findBatch({ spec }).finally(() => output.live(''));
  output.event({ event: 'largest-batch', ...found });
  for (const { batchSize, reason } of found.refused)
    output.note(`${count(batchSize)} did not work: ${reason}`);
  if (found.batchSize === null) {
    output.failure('None of the batches worked that should fit.');
    return 1;
  }
  output.line(
    `The largest batch that fits is ${count(found.batchSize)}: about ${size(found.bytes)}, ${count(found.samplesPerSecond)} samples/s.`,
  );
  output.line(BOUND_WORDS[found.boundBy]);
  output.line(`Use it with --set batchSize=${found.batchSize}; large batches want another learning rate.`);
  return 0;
}
