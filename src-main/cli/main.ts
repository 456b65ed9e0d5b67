import { keepPoolAwake } from '../durable/pool-heartbeat';
import { parseArguments } from './arguments';
import { failureOf } from './failure';
import { openOutput } from './output';
import { runCommand } from './run-command';

/** A handle that was left open must not keep a finished command from ending. */
const EXIT_GRACE_MS = 2000;

async function main(argv: readonly string[]): Promise<number> {
  // Looked up before parsing, so that a wrong option too is told in the form that was asked for.
  const output = openOutput({ json: argv.includes('--json') });
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
void main(process.argv.slice(2)).then((code) => {
  // Not `process.exit` at once: what was written to a pipe may not have left yet.
  process.exitCode = code;
  setTimeout(() => process.exit(code), EXIT_GRACE_MS).unref();
});
