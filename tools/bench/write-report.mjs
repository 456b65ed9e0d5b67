import * as path from 'node:path';
import { writeWhole } from '../lib/files.mjs';
import { chart } from './chart.mjs';
import { reportText } from './report-text.mjs';
import { standingsOf } from './standings.mjs';

const PICTURE = 'pictures/benchmarks.svg';

/** Writes benchmarks.md and its chart into a folder, and returns the text. */
export function writeReport(run, folder) {
  const standings = standingsOf(run);
  const { machine, options } = run;
  const subtitle = `${machine.cpu}, ${options.threads} threads, ${run.startedAt.slice(0, 10)}`;
  const report = reportText(run, standings, PICTURE);
  writeWhole(path.join(folder, PICTURE), chart(standings, subtitle));
  writeWhole(path.join(folder, 'benchmarks.md'), report);
  return report;
}
