/** Changes of the same thing that follow each other so closely are one step. */
const PAUSE_MS = 1000;
/** However long somebody types without a rest, a step goes back no further than this. */
const LONGEST_MS = 5000;
const MOST_STEPS = 300;

/** States of something that is edited, with the ways back and forward. It is replaced, never changed. */
export interface EditHistory<State> {
  /** newest last */
  readonly past: readonly State[];
  readonly present: State;
  /** next one last */
  readonly future: readonly State[];
  /** the step that more may be added to */
  readonly open: { key: string; since: number; until: number } | undefined;
}

/** Where an edit belongs: edits with the same key become one step while no second passes between them. */
export interface EditMoment {
  /** what is edited; empty for what is always a step of its own */
  key: string;
  /** in milliseconds, from any clock */
  at: number;
}

export const beginHistory = <State>(present: State): EditHistory<State> => ({
  past: [],
  present,
  future: [],
  open: undefined,
});

/** The history after an edit; what was undone before it is gone. */
export function withEdit<State>(
  { past, present, open }: EditHistory<State>,
  next: State,
  { key, at }: EditMoment,
): EditHistory<State> {
  const isSame =
    key !== '' && open?.key === key && at - open.until < PAUSE_MS && at - open.since < LONGEST_MS;
  return {
    past: isSame ? past : [...past, present].slice(-MOST_STEPS),
    present: next,
    future: [],
    open: key === '' ? undefined : { key, since: isSame ? open.since : at, until: at },
  };
}

/** The history with more in the newest step. */
export const withMore = <State>(history: EditHistory<State>, next: State): EditHistory<State> => ({
  ...history,
  present: next,
});

/** One step back; unchanged where there is none. */
export function undone<State>(history: EditHistory<State>): EditHistory<State> {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (before === undefined) return history;
  return { past: past.slice(0, -1), present: before, future: [...future, present], open: undefined };
}

/** One step forward again; unchanged where there is none. */
export function redone<State>(history: EditHistory<State>): EditHistory<State> {
  const { past, present, future } = history;
  const next = future.at(-1);
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: future.slice(0, -1), open: undefined };
}
