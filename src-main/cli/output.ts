import type { WriteStream } from 'node:tty';

/** What the terminal shows: lines for people, or with --json one object a line for programs. */
export interface Output {
  readonly json: boolean;
  /** Whether something of it could not be written, as on a full disk. */
  isCutOff(): boolean;
  /** One object on stdout, with --json only. */
  event(event: Record<string, unknown>): void;
  /** A line for people; nothing with --json. */
  line(text?: string): void;
  /** The line at the bottom that keeps changing, on a terminal only; empty takes it away. */
  live(text: string): void;
  /** A line on stderr that is not the result: a warning, what happens next. */
  note(text: string): void;
  /** Why the command failed: a sentence on stderr, and an object with --json. */
  failure(message: string, field?: string): void;
}

export interface OutputOptions {
  json: boolean;
  stdout?: NodeJS.WriteStream;
  stderr?: NodeJS.WriteStream;
}

const CLEAR_LINE = '\r\u001B[2K';

/** What writing fails with where nobody reads: a pipe that was closed, a terminal that was. */
const NOBODY_READS: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/**
 * A stream that does not mind that its reader is gone: `trainyard runs | head -1` is no fault. Nor does what trains end
 * because its output cannot be kept, on a full disk for one.
 *
 * @param onTrouble is told of the first other failure
 */
function tolerant(
  stream: WriteStream,
  onTrouble: (error: NodeJS.ErrnoException) => void,
): (text: string) => void {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isFirst = open;
    open = false;
    if (isFirst && !NOBODY_READS.has(error.code)) onTrouble(error);
  });
  return (text) => {
    if (open) stream.write(text);
  };
}

/** Opens the output of one command. */
export function openOutput({
  json,
  stdout = process.stdout,
  stderr = process.stderr,
}: OutputOptions): Output {
  let isCutOff = false;
  const toStderr = tolerant(stderr, () => {});
  const toStdout = tolerant(stdout, ({ message }) => {
    toStderr(`What this command tells cannot be written any more (${message}); it goes on without.\n`);
    isCutOff = true;
  });
  const animated = stdout.isTTY && !json;
  let live = '';
  const withoutLive = (write: () => void) => {
    if (live !== '') toStdout(CLEAR_LINE);
    write();
    if (live !== '') toStdout(live);
  };
  const output: Output = {
    json,
    isCutOff: () => isCutOff,
    event: (event) => {
      if (json) toStdout(`${JSON.stringify(event)}\n`);
    },
    line: (text = '') => {
      if (!json) withoutLive(() => toStdout(`${text}\n`));
    },
    live: (text) => {
      if (!animated) return;
      const fitted = [...text].slice(0, (stdout.columns || 80) - 1).join('');
      if (live !== '' || fitted !== '') toStdout(CLEAR_LINE + fitted);
      live = fitted;
    },
    note: (text) => withoutLive(() => toStderr(`${text}\n`)),
    failure: (message, field) => {
      output.live('');
      output.event({ event: 'error', message, ...(field !== undefined && { field }) });
      toStderr(`${message}\n`);
    },
  };
  return output;
}
