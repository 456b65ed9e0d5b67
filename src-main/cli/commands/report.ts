import { resolve } from 'node:path';
import tokens from 'virtual:exported-style';
import { plainName } from '@shared/format/file-name';
import { gatherReport } from '@shared/report/report-facts';
import { runReport } from '@shared/report/run-report';
import { findRun } from '../find-run';
import { size } from '../in-words';
import type { ExitCode, Session } from '../session';
import { writeResultFile } from '../write-result';

export interface ReportCommand {
  name: 'report';
  run: string;
  to: string | undefined;
  force: boolean;
}

/** Writes a run as one HTML file that needs nothing else. */
export async function report(
  { client, output }: Session,
  { run: text, to, force }: ReportCommand,
): Promise<ExitCode> {
  const { id, name } = await findRun(client, text);
  const html = runReport(await gatherReport(client, id), tokens);
  const path = resolve(to ?? `${plainName(name, 'run')}-report.html`);
  const bytes = new TextEncoder().encode(html);
  await writeResultFile(path, bytes, force);
  output.event({ event: 'report', run: id, path, bytes: bytes.length });
  output.line(`The report of ${name} is in ${path} (${size(bytes.length)}): any browser opens it.`);
  return 0;
}
