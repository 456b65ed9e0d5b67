/** A report as whoever tells of it needs it. */
export interface CrashReport {
  /** what happened, in a few words */
  what: string;
  path: string;
}

/** What a studio is given of the reports that its program keeps. */
export interface KeptCrashes {
  /** how the newest ones begin, the newest first */
  newest(): string[];
  /** Removes all of them, and the dumps, which may hold data. */
  forget(): void;
}

/** How reports begin, by what ended. */
export const ENDED = { program: 'The program', window: 'The window', engine: 'An engine' } as const;

/** The parts whose end a person notices, the worst first; a graphics process comes back by itself, unseen. */
const TOLD = [
  {
    part: ENDED.program,
    message: 'Trainyard ended unexpectedly the last time.',
    became: 'A run that trained goes on from its last checkpoint when you say so.',
  },
  {
    part: ENDED.window,
    message: 'The window of Trainyard ended unexpectedly, and was opened anew.',
    became: 'Runs were not touched by that.',
  },
  {
    part: ENDED.engine,
    message: 'A part of Trainyard that computes ended unexpectedly the last time.',
    became: 'The page of its run says what became of it.',
  },
];

const WHERE =
  'A report lies on this machine, without names, paths or data of yours. Nothing was sent anywhere.';
const OF_DUMPS =
  'A dump that lies beside it (.dmp) is a piece of the program’s memory, and may hold data: give it only to somebody you trust.';

/** What the next start says of reports that nobody was told of; undefined where there is nothing to say. */
export function crashWords(
  untold: readonly CrashReport[],
): { message: string; detail: string; path: string } | undefined {
  for (const { part, message, became } of TOLD) {
    const newest = untold.findLast(({ what }) => what.startsWith(part));
    if (newest) return { message, detail: `${became}\n\n${WHERE}\n\n${OF_DUMPS}`, path: newest.path };
  }
  return undefined;
}
