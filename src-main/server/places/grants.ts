import type { Granted, Purpose } from '@shared/contract/grants';
import { PlaceUnknown, realPlace } from '../../places/real-place';
import { Refusal } from '../../studio/refusal';
import { newSecret } from '../secrets';

/** So long after it was given, or looked at, a grant is good. */
export const GRANT_MS = 60 * 60 * 1000;
/** More than a person points at in that time; of more the oldest is dropped. */
const MOST_OF_ONE = 100;

interface Held {
  /** the window or browser that it was given to */
  holder: string;
  purpose: Purpose;
  path: string;
  /** where that led when a person pointed at it */
  real: string;
  /** whether the person was asked about a file that may be there already */
  mayReplace: boolean;
  at: number;
}

/** What a grant stood for, taken so that nobody takes it again. */
export interface TakenPlace {
  path: string;
  /** where it leads, links followed */
  real: string;
  mayReplace: boolean;
  /** Says that it was used for what it was meant for. */
  done(): void;
  /** Lets it be used after all, since nothing came of it. */
  giveBack(): void;
}

/** By the field `grant`, by which a page knows that it has to ask anew. */
const chooseAgain = () =>
  Refusal.of('grant', 'It was chosen too long ago, or is used already: choose the file or folder again.');

/** Places that people pointed at, for the pages that they pointed in. Nothing of it outlives the program. */
export class Grants {
  readonly #held = new Map<string, Held>();

  constructor(readonly now: () => number = () => performance.now()) {}

  /**
   * Remembers what a person pointed at. Who calls this has seen to it that it was a person.
   *
   * @throws Refusal where the path leads nowhere that can be told
   */
  async give(
    holder: string,
    purpose: Purpose,
    path: string,
    { mayReplace }: { mayReplace: boolean },
  ): Promise<Granted> {
    const real = await this.#real(path);
    this.#dropOld(holder);
    const grant = newSecret();
    this.#held.set(grant, { holder, purpose, path, real, mayReplace, at: this.now() });
    return { grant, path };
  }

  /** The path behind a grant, which stays good. @throws Refusal */
  async look(holder: string, purpose: Purpose, grant: string): Promise<string> {
    const held = await this.#find(holder, purpose, grant);
    held.at = this.now();
    return held.path;
  }

  /** The path behind a grant, which is used up by that. @throws Refusal */
  async take(holder: string, purpose: Purpose, grant: string): Promise<TakenPlace> {
    const held = await this.#find(holder, purpose, grant);
    // Of two that ask at once the first one has it.
    if (!this.#held.delete(grant)) throw chooseAgain();
    const { path, real, mayReplace } = held;
    return {
      path,
      real,
      mayReplace,
      done: () => {},
      giveBack: () => {
        held.at = this.now();
        this.#held.set(grant, held);
      },
    };
  }

  /** Drops all that a window or browser held. */
  forget(holder: string): void {
    for (const [grant, held] of this.#held) if (held.holder === holder) this.#held.delete(grant);
  }

  async #find(holder: string, purpose: Purpose, grant: string): Promise<Held> {
    const held = this.#held.get(grant);
    if (!held || held.holder !== holder || held.purpose !== purpose || this.#isOld(held)) throw chooseAgain();
    if ((await this.#real(held.path)) !== held.real) {
      this.#held.delete(grant);
      throw Refusal.of('grant', `${held.path} leads elsewhere than when it was chosen: choose it again.`);
    }
    return held;
  }

  async #real(path: string): Promise<string> {
    try {
      return await realPlace(path);
    } catch (error) {
      if (error instanceof PlaceUnknown) throw Refusal.of('path', error.message);
      throw error;
    }
  }

  #isOld({ at }: Held): boolean {
    return this.now() - at > GRANT_MS;
  }

  #dropOld(holder: string): void {
    for (const [grant, held] of this.#held) if (this.#isOld(held)) this.#held.delete(grant);
    const own = [...this.#held].filter(([, held]) => held.holder === holder);
    for (const [grant] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) this.#held.delete(grant);
  }
}
