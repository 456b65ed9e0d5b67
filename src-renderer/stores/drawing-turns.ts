/** A run that leaves a thread of the machine free is told of twenty times a second. */
export const LEAST_PAUSE_MS = 20;
const MOST_PAUSE_MS = 1000;
/** Until it is known what else the machine has to do. */
const FIRST_SHARE = 0.01;
/** What takes longer to get does not hold up the rest. */
const MOST_WAIT_MS = 250;

/** Gets something, and gives back what shows it; undefined where there is nothing to show. */
export type Act = () => (() => void) | undefined | Promise<(() => void) | undefined>;

/** One that fails takes nothing of the others. */
function attempt(show: () => void) {
  try {
    show();
  } catch (error) {
    console.error('Trainyard: what came could not be shown.', error);
  }
}

/**
 * Turns in which everything is drawn that has changed, so that it costs one frame and not one for each of them. The next
 * turn comes the later the longer the last one took.
 *
 * @param drawn resolves when what was shown is on the screen, with the milliseconds that this took
 */
export function drawingTurns(drawn: () => Promise<number>) {
  let waiting: Act[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDrawing = false;
  let [least, last, cost, share] = [LEAST_PAUSE_MS, -Infinity, 0, FIRST_SHARE];

  async function gather(acts: readonly Act[]): Promise<(() => void)[]> {
    const ready: (() => void)[] = [];
    let isLate = false;
    const all = acts.map(async (act) => {
      const show = await act();
      if (show === undefined) return;
      if (isLate) attempt(show);
      else ready.push(show);
    });
    let limit: ReturnType<typeof setTimeout> | undefined;
    const waited = new Promise((resolve) => (limit = setTimeout(resolve, MOST_WAIT_MS)));
    await Promise.race([Promise.allSettled(all), waited]);
    clearTimeout(limit);
    isLate = true;
    return ready;
  }

  async function draw() {
    timer = undefined;
    isDrawing = true;
    const acts = waiting;
    waiting = [];
    const ready = await gather(acts);
    const started = performance.now();
    for (const show of ready) attempt(show);
    cost = performance.now() - started + (await drawn());
    last = performance.now();
    isDrawing = false;
    schedule();
  }

  /** Milliseconds until a pause that began then is over. */
  const leftOfPause = (from: number) => {
    const pause = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, cost / share));
    return Math.max(0, from + Math.max(least, pause) - performance.now());
  };

  function schedule() {
    if (isDrawing || waiting.length === 0 || timer !== undefined) return;
    timer = setTimeout(() => void draw(), leftOfPause(last));
  }

  return {
    /** Has something be drawn in the next turn. What it fails with is its own to tell. */
    next(act: Act): void {
      waiting.push(act);
      schedule();
    },
    /** Milliseconds until there can be another turn, after the one that is asked for if one is. */
    pauseLeft: (): number => leftOfPause(isDrawing || waiting.length > 0 ? performance.now() : last),
    setLeastPause(milliseconds: number): void {
      least = milliseconds;
    },
    /** The share of the page's time that turns may take. */
    setShare(its: number): void {
      share = its;
    },
  };
}
