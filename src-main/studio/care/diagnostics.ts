import {
  availableParallelism,
  freemem,
  release,
  type as systemType,
  version as systemVersion,
} from 'node:os';
import type { BackendReport } from '@shared/contract/backend';
import type { StudioSettings } from '@shared/contract/settings';
import { LIBRARY_FORMAT, readFormat } from '../format/library-format';
import { bytesFree, type Library } from '../library';
import { memoryBytes } from '../machine-memory';
import { processorName } from '../resume-differences';
import { withoutData } from './without-data';

const LINES = 60;

export interface Diagnosed {
  library: Library;
  shell: string;
  appVersion: string;
  settings: StudioSettings;
  backends: readonly BackendReport[];
  counts: Record<string, number>;
  /** the last lines of the program's log; undefined where it keeps none */
  logTail: ((lines: number) => string[]) | undefined;
  /** its last crashes, the newest first, each in a line; undefined where nobody writes them down */
  crashes: readonly string[] | undefined;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

function settingsInWords({ proxy, certificates, ...rest }: StudioSettings): string[] {
  const others = Object.entries(rest).map(([name, value]) => `${name}: ${String(value)}`);
  const secret = [
    `proxy: ${proxy === '' ? 'none' : 'set'}`,
    `certificates: ${certificates === '' ? 'none' : 'set'}`,
  ];
  return [...others, ...secret].map((line) => `  ${line}`);
}

function crashesInWords(crashes: readonly string[] | undefined): string[] {
  if (crashes === undefined) return [];
  return crashes.length === 0
    ? ['Crashes: none']
    : ['Crashes, the newest first:', ...crashes.map((line) => `  ${line}`)];
}

/** What somebody who helps has to know of this program and this machine; no paths, no names of runs, no data. */
export async function diagnostics(its: Diagnosed): Promise<string> {
  const { format } = await readFormat(its.library.folder);
  const versions = ['node', 'electron', 'chrome', 'v8'].flatMap((name) =>
    process.versions[name] === undefined ? [] : `${name} ${process.versions[name]}`,
  );
  const log = its.logTail?.(LINES);
  return [
    `Trainyard ${its.appVersion}, ${its.shell}`,
    `System: ${systemType()} ${release()} ${process.arch} (${systemVersion()})`,
    `Program: ${versions.join(', ')}`,
    `Processor: ${processorName()}, ${availableParallelism()} threads`,
    `Memory: ${gigabytes(memoryBytes())}, ${gigabytes(freemem())} free; this process has ${gigabytes(process.memoryUsage.rss())}`,
    `Library: format ${format} of ${LIBRARY_FORMAT}, ${gigabytes(await bytesFree(its.library))} free on its disk`,
    ...Object.entries(its.counts).map(([name, count]) => `  ${name}: ${count}`),
    'Backends, best first:',
    ...its.backends.map(({ kind, state, description, reason }) =>
      withoutData(`  ${kind}: ${state}. ${[description, reason].filter((text) => text).join(' ')}`),
    ),
    'Settings:',
    ...settingsInWords(its.settings),
    ...crashesInWords(its.crashes),
    ...(log === undefined ? [] : ['The end of the log:', ...log.map((line) => `  ${line}`)]),
    '',
  ].join('\n');
}
