import { COMMANDS, type CommandName } from '../command-list';
import type { Output } from '../output';
import type { ExitCode } from '../session';

const COMMON_HELP = [
  '--library    the folder of the library; TRAINYARD_LIBRARY, or the same as the window uses, when left out',
  '--json       one JSON object a line on stdout, and nothing else',
];

/** Explains all commands in a line each, or one of them in full. */
export function help(output: Output, about: CommandName | undefined): ExitCode {
  if (about !== undefined) {
    const { usage, summary, details } = COMMANDS[about];
    output.event({ event: 'help', command: about, usage, summary, details });
    output.line(`${summary}.\n\n  trainyard ${usage}\n`);
    for (const line of [...details, ...COMMON_HELP]) output.line(`  ${line}`);
    return 0;
  }
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  output.line('Trainyard trains neural networks on this machine.\n');
  for (const [name, { usage, summary }] of Object.entries(COMMANDS)) {
    output.event({ event: 'help', command: name, usage, summary });
    output.line(`  ${name.padEnd(width)}  ${summary}`);
  }
  output.line('\nWith every command:');
  for (const line of COMMON_HELP) output.line(`  ${line}`);
  output.line(
    '\nMore about one: trainyard help <command>. Exit code: 0 done, 1 it failed, 2 the request was wrong.',
  );
  return 0;
}
