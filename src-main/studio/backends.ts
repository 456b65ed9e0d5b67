import { availableParallelism } from 'node:os';
import {
  BACKEND_LADDER,
  type BackendKind,
  type BackendReport,
  type Numerics,
  type Precision,
} from '@shared/contract/backend';
import type { BackendChoice } from '@shared/spec/run-spec';
import type { SpawnEngine } from './engine-process';
import { EngineSession } from './engine-session';
import type { KeptProbes, Probed } from './kept-probes';
import { Refusal } from './refusal';

/** The rungs of this machine's ladder, each probed in an engine of its own: a broken library kills only that. */
export class Backends {
  readonly #probed = new Map<BackendKind, Promise<Probed>>();
  readonly #spawn: SpawnEngine;
  readonly #onKnown: (reports: BackendReport[]) => void;
  readonly #kept: KeptProbes | undefined;
  readonly threads = availableParallelism();

  /** @param kept what earlier starts of the program found; left out: nothing is known of them */
  constructor(spawn: SpawnEngine, onKnown: (reports: BackendReport[]) => void, kept?: KeptProbes) {
    this.#spawn = spawn;
    this.#onKnown = onKnown;
    this.#kept = kept;
  }

  /** Probes what was not probed yet. @param again everything, whatever is known */
  async list(again = false): Promise<BackendReport[]> {
    const fresh = again || this.#probed.size < BACKEND_LADDER.length;
    if (again) this.#probed.clear();
    const reports: BackendReport[] = [];
    // One after the other: each loads hundreds of megabytes.
    for (const kind of BACKEND_LADDER) reports.push((await this.#once(kind, again)).report);
    if (fresh) this.#onKnown(reports);
    return reports;
  }

  probe(kind: BackendKind): Promise<Probed> {
    return this.#once(kind, false);
  }

  /** An engine was given it and did not come to computing: what is kept of it may be no longer true. */
  async doubt(kind: BackendKind): Promise<void> {
    this.#probed.delete(kind);
    await this.#kept?.forget(kind);
  }

  #once(kind: BackendKind, again: boolean): Promise<Probed> {
    const known = this.#probed.get(kind);
    if (known) return known;
    const probed = this.#keptOr(kind, again);
    this.#probed.set(kind, probed);
    return probed;
  }

  async #keptOr(kind: BackendKind, again: boolean): Promise<Probed> {
    return (again ? undefined : await this.#kept?.read(kind)) ?? this.#probe(kind);
  }

  async #probe(kind: BackendKind): Promise<Probed> {
    const compute = { backend: kind, threads: this.threads, oneDnn: true, precision: 'float32' as const };
    const session = new EngineSession(this.#spawn, { type: 'probe', compute }, compute, () => undefined);
    const end = await session.ended;
    if (end.type === 'done' && end.result.type === 'probe') {
      const { report, numerics, dependsOn } = end.result;
      if (dependsOn) await this.#kept?.write({ report, numerics }, dependsOn);
      else await this.#kept?.forget(kind);
      return { report, numerics };
    }
    await this.#kept?.forget(kind);
    const reason =
      end.type === 'crashed' ? `Loading it crashed the engine: ${end.reason}.` : 'Probing it failed.';
    const report = {
      kind,
      state: 'unavailable' as const,
      description: kind,
      reason,
      hint: 'Run `npm run -s trainyard -- doctor` and look at what it prints.',
      bfloat16Speed: null,
      engineBytes: 0,
    };
    return { report, numerics: null };
  }

  /**
   * What a run is to be computed with; `auto` takes the best rung that is ready.
   *
   * @throws Refusal when it is not to be had here
   */
  async choose(choice: BackendChoice, precision: Precision): Promise<Numerics> {
    const kinds = choice === 'auto' ? BACKEND_LADDER : [choice];
    const reports: BackendReport[] = [];
    for (const kind of kinds) {
      const { report, numerics } = await this.probe(kind);
      if (numerics && precision === 'bfloat16' && report.bfloat16Speed === null) {
        throw Refusal.of('precision', `${report.description} cannot compute in bfloat16: use float32.`);
      }
      if (numerics) return { ...numerics, precision };
      reports.push(report);
    }
    const why = (reports.at(-1)?.reason ?? '').replace(/\.$/, '');
    const what = choice === 'auto' ? 'No backend' : `The backend "${choice}"`;
    throw Refusal.of(
      'backend',
      `${what} can${choice === 'auto' ? '' : 'not'} be used on this machine (${why}): \`doctor\` says what to do${choice === 'auto' ? '' : ', and "auto" takes the best that works'}.`,
    );
  }
}
