import type { Problem } from '@shared/spec/problem';
import type { RunSpec } from '@shared/spec/run-spec';
import { buildSpec, MalformedSpec } from '../build-spec';
import { problemSentence } from '../failure';
import type { ExitCode, Session } from '../session';
import type { SpecArguments } from '../train-arguments';
import { UsageError } from '../usage-error';

/** The spec with all that the studio finds about it; what is no spec at all has only its own problems. */
async function checked(
  { client, output }: Session,
  command: SpecArguments,
): Promise<{ spec: RunSpec | undefined; problems: readonly Problem[] }> {
  try {
    const spec = await buildSpec(client, output, command);
    return { spec, problems: await client.runs.check({ spec, on: command.on }) };
  } catch (error) {
    if (error instanceof MalformedSpec) return { spec: undefined, problems: error.problems };
    throw error;
  }
}

/**
 * Says all that is wrong or doubtful about what `train` would train, and trains nothing.
 *
 * @throws UsageError when `train` would refuse it
 */
export async function check(session: Session, command: SpecArguments): Promise<ExitCode> {
  const { output } = session;
  const { spec, problems } = await checked(session, command);
  output.event({ event: 'checked', ...(spec && { spec }), problems });
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity !== 'error');
  for (const problem of [...errors, ...warnings]) {
    output.line(`${problem.severity === 'error' ? 'Error' : 'Warning'}: ${problemSentence(problem)}`);
    for (const { label } of problem.mends) output.line(`  ${label}`);
  }
  if (errors.length > 0) {
    const what = errors.length === 1 ? 'There is an error' : `There are ${errors.length} errors`;
    throw new UsageError(`${what}: it cannot be trained like this.`, errors[0]!.path);
  }
  output.line(problems.length === 0 ? 'Nothing is wrong with it.' : 'It can be trained.');
  return 0;
}
