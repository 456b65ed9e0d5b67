import { isAbsolute } from 'node:path';
import type { OptunaState } from '@shared/contract/sweep';
import type { Assignment } from '@shared/sweep/space';
import { SAMPLER_NAMES, optunaSamplerSchema, type OptunaSampler } from '@shared/sweep/sweep-spec';
import { Refusal } from '../../refusal';
import type { DrawQuestion, Greeting, Ready } from './answer';
import { DrawerProcess } from './drawer-process';

/** Between two trials it may well be asked again; it takes a hundred megabytes. */
const IDLE_MS = 120_000;
/** Where there was none, it is not looked for again with each letter that somebody types. */
const SEEK_AGAIN_MS = 10_000;
const NAMES = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];

interface Found {
  drawer: DrawerProcess;
  ready: Ready;
}

const installed = (python: string, name: string): string =>
  `\`${isAbsolute(python) ? python : NAMES[0]} -m pip install ${name}\``;

const missingWords = (sampler: OptunaSampler, python: string, missing: string): string =>
  `${SAMPLER_NAMES[sampler]} needs ${missing.replaceAll(' ', ' and ')}: ${installed(python, missing)}.`;

function unusableWords(python: string, { why, told }: Extract<Greeting, { type: 'unusable' }>): string {
  switch (why) {
    case 'missing':
      return `The Python that was found (${python}) has no Optuna: install it with ${installed(python, 'optuna')}, or name another Python in TRAINYARD_PYTHON.`;
    case 'old':
      return `Optuna ${told} is too old, 3.6 or newer is needed: ${installed(python, '--upgrade optuna')}.`;
    case 'broken':
      return `Optuna of ${python} cannot be loaded: ${told}`;
  }
}

/** Python's Optuna, where there is one: found when it is asked for, and ended when nobody has for a while. */
export class Optuna {
  #found: Promise<Found> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #soughtAt = 0;
  readonly #closing = new AbortController();

  /** @param chosen the Python that somebody chose; empty: whatever is found */
  constructor(readonly chosen: () => string) {}

  /** Those that are tried, one after the other. */
  #pythons(): string[] {
    const named = this.chosen();
    return named ? [named] : NAMES;
  }

  /** @throws Refusal why there is none, as the first Python has it that could be started */
  async #find(): Promise<Found> {
    this.#soughtAt = performance.now();
    let told: string | undefined;
    for (const python of this.#pythons()) {
      if (this.#closing.signal.aborted) break;
      try {
        const { drawer, greeting } = await DrawerProcess.start(python, this.#closing.signal);
        if (greeting.type === 'ready') return { drawer, ready: greeting };
        told ??= unusableWords(python, greeting);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (this.#pythons().length === 1) told ??= error.message;
      }
    }
    throw new Refusal(
      told ??
        'No Python was found: install Python and Optuna, or name the Python that has it in TRAINYARD_PYTHON.',
    );
  }

  #use(): Promise<Found> {
    if (this.#closing.signal.aborted) return Promise.reject(new Refusal('Trainyard is being closed.'));
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#letGo(), IDLE_MS);
    this.#idle.unref();
    this.#found = this.#found
      ? this.#found.then(
          (found) => (found.drawer.isOver ? this.#find() : found),
          (error: unknown) => {
            if (performance.now() - this.#soughtAt < SEEK_AGAIN_MS) throw error;
            return this.#find();
          },
        )
      : this.#find();
    return this.#found;
  }

  #letGo(): void {
    clearTimeout(this.#idle);
    const found = this.#found;
    this.#found = undefined;
    void found?.then(
      ({ drawer }) => drawer.end(),
      () => {},
    );
  }

  /** What there is, as it is now. */
  async state(): Promise<OptunaState> {
    try {
      const { drawer, ready } = await this.#use();
      const refused = optunaSamplerSchema.options.map((sampler) => {
        const missing = ready.missing[sampler];
        return [sampler, missing === null ? '' : missingWords(sampler, drawer.python, missing)] as const;
      });
      return { python: drawer.python, optuna: ready.optuna, refused: asRecord(refused) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const refused = optunaSamplerSchema.options.map((sampler) => [sampler, error.message] as const);
      return { python: null, optuna: null, refused: asRecord(refused) };
    }
  }

  /**
   * Draws what a trial sets.
   *
   * @returns with the name and version of what drew it
   * @throws Refusal in one sentence when it cannot
   */
  async draw(question: DrawQuestion): Promise<{ set: Assignment; by: string }> {
    const { drawer, ready } = await this.#use();
    const missing = ready.missing[question.sampler];
    if (missing !== null) throw new Refusal(missingWords(question.sampler, drawer.python, missing));
    return { set: await drawer.draw(question), by: `Optuna ${ready.optuna}` };
  }

  /** Forgets what was found: another Python was chosen, or something was installed. */
  lookAgain(): void {
    this.#letGo();
  }

  /** Ends it; nothing is begun any more. */
  close(): void {
    this.#closing.abort();
    this.#letGo();
  }
}

const asRecord = (entries: readonly (readonly [OptunaSampler, string])[]): OptunaState['refused'] => {
  const known = new Map(entries);
  return { tpe: known.get('tpe') ?? '', cmaes: known.get('cmaes') ?? '', gp: known.get('gp') ?? '' };
};
