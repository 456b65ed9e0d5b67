import { keepPoolAwake } from '../durable/pool-heartbeat';
import { parseArguments } from './arguments';
import { failureOf } from './failure';
import { openOutput, type Output } from './output';
import { runCommand } from './run-command';

/** A handle that was left open must not keep a finished command from ending. */
const EXIT_GRACE_MS = 2000;

async function main(argv: readonly string[], output: Output): Promise<number> {
  try {
    return await runCommand(parseArguments(argv), output, __dirname);
  } catch (error) {
    const { message, field, exitCode, fault } = failureOf(error);
    output.failure(message, field);
    if (fault && process.env['TRAINYARD_DEBUG']) console.error(error);
    return exitCode;
  }
}

keepPoolAwake();
const argv = process.argv.slice(2);
// Looked up before parsing, so that a wrong option too is told in the form that was asked for.
const output = openOutput({ json: argv.includes('--json') });
void main(argv, output).then((code) => {
  const end = () => (code === 0 && output.isCutOff() ? 1 : code);
  // Not `process.exit` at once: what was written to a pipe may not have left yet.
  process.exitCode = code;
  process.once('beforeExit', () => (process.exitCode = end()));
  setTimeout(() => process.exit(end()), EXIT_GRACE_MS).unref();
});
