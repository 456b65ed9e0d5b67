import type { ExitCode, Session } from '../session';

/** Prints what somebody who helps has to know. */
export async function printDiagnostics({ client, output }: Session): Promise<ExitCode> {
  const { text } = await client.studio.diagnostics();
  output.event({ event: 'diagnostics', text });
  output.line(text.trimEnd());
  return 0;
}
