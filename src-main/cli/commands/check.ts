import { buildSpec } from '../build-spec';
import { problemSentence } from '../failure';
import type { ExitCode, Session } from '../session';
import type { SpecArguments } from '../train-arguments';
import { UsageError } from '../usage-error';

/**
 * Says all that is wrong or doubtful about what `train` would train, and trains nothing.
 *
 * @throws UsageError with the first error, when `train` would refuse it
 */
export async function check(session: Session, command: SpecArguments): Promise<ExitCode> {
  const { client, output } = session;
  const spec = await buildSpec(client, output, command);
  const problems = await client.runs.check({ spec });
  output.event({ event: 'checked', spec, problems });
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  for (const problem of problems) {
    if (problem !== first)
      output.line(`${problem.severity === 'error' ? 'Error' : 'Warning'}: ${problemSentence(problem)}`);
    for (const { label } of problem.mends) output.line(`  ${label}`);
  }
  if (first) {
    const rest = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new UsageError(`${problemSentence(first)}${rest}`, first.path);
  }
  output.line(problems.length === 0 ? 'Nothing is wrong with it.' : 'It can be trained.');
  return 0;
}
