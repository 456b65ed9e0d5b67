import type { BackendKind } from '@shared/contract/backend';
import type { Device, SelfTest } from '@shared/contract/devices';
import { KIND_WORDS } from '@shared/speed/model-kind';
import { awaitJob } from '../await-job';
import { count, size, table, time } from '../in-words';
import type { Output } from '../output';
import { RunFailure } from '../run-failure';
import type { ExitCode, Session } from '../session';

const percent = (share: number) => `${Math.round(share * 100)}%`;

function tellDevice(output: Output, { name, memory, busy, temperature, facts, trouble, hint }: Device): void {
  output.line(name);
  output.line(`  ${facts.join('; ')}`);
  const now = [
    ...(memory ? [`memory ${size(memory.usedBytes)} of ${size(memory.totalBytes)}`] : []),
    ...(busy === null ? [] : [`busy ${percent(busy)}`]),
    ...(temperature === null ? [] : [`${Math.round(temperature)} °C`]),
  ];
  if (now.length > 0) output.line(`  ${now.join(', ')}`);
  for (const words of [trouble, hint]) if (words !== '') output.line(`  ${words}`);
}

function tellTest(output: Output, test: SelfTest): void {
  const { library, device, matrix, memory, training, repetition, at, seconds } = test;
  output.line(`${library} (${device})`);
  const rows = [
    [
      'products of matrices',
      `${count(matrix.gigaflops)} GFLOP/s`,
      `${matrix.size} × ${matrix.size}, float32`,
    ],
    ['memory', `${memory.gigabytesPerSecond.toFixed(1)} GB/s`, `arrays of ${size(memory.arrayBytes)}`],
    ...training.map(({ kind, samplesPerSecond, batch, isCompiled }) => [
      `training, ${KIND_WORDS[kind]}`,
      `${count(samplesPerSecond)} samples/s`,
      `batches of ${batch}${isCompiled ? '' : ', op by op'}`,
    ]),
    [
      'the same steps twice',
      repetition.differs === '' ? 'equal, bit for bit' : 'not equal',
      `${repetition.steps} steps${repetition.differs === '' ? '' : `: ${repetition.differs} differs`}`,
    ],
  ];
  for (const line of table(['self-test', 'found', 'of'], rows)) output.line(line);
  output.line(`Tested ${time(at)}, in ${Math.round(seconds)} s.`);
}

/** Lists what this machine can compute with, as it is at the moment, and what the last self-tests found. */
export async function listDevices({ client, output }: Session): Promise<ExitCode> {
  const { devices, noGpu, tests } = await client.devices.report();
  for (const device of devices) {
    output.event({ event: 'device', ...device });
    tellDevice(output, device);
  }
  if (noGpu !== '') output.line(noGpu);
  for (const test of tests) {
    output.event({ event: 'self-test', ...test });
    output.line();
    tellTest(output, test);
  }
  if (tests.length === 0) output.line('\n`trainyard self-test` tells what it is worth.');
  return 0;
}

/** Tests a rung of the ladder for about a minute, and tells what was found. */
export async function selfTest(
  { client, output }: Session,
  { backend, seconds }: { backend: BackendKind | undefined; seconds: number | undefined },
): Promise<ExitCode> {
  let tested: string | null;
  try {
    tested = await awaitJob(client, output, () => client.devices.test({ backend, seconds }));
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    // Not thrown: the run of another terminal that it gave way to needs this one's studio to its end.
    output.failure(error.message);
    return 1;
  }
  const { tests } = await client.devices.report();
  const test = tests.find((one) => one.backend === tested);
  if (test === undefined) throw new RunFailure('The self-test left no result: try again.');
  output.event({ event: 'self-test', ...test });
  tellTest(output, test);
  output.event({ event: 'done' });
  // What computes differently each time is no machine to train on.
  return test.repetition.differs === '' ? 0 : 1;
}
