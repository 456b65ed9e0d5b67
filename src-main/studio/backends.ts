import { availableParallelism } from 'node:os';
import { BACKEND_LADDER, type BackendKind, type BackendReport } from '@shared/contract/backend';
import type { Compute } from '@shared/contract/engine';
import type { BackendChoice } from '@shared/spec/run-spec';
import type { SpawnEngine } from './engine-process';
import { EngineSession } from './engine-session';
import { Refusal } from './refusal';

/** The rungs of this machine's ladder, each probed in an engine of its own: a broken library kills only that. */
export class Backends {
  readonly #reports = new Map<BackendKind, Promise<BackendReport>>();
  readonly #spawn: SpawnEngine;
  readonly #onKnown: (reports: BackendReport[]) => void;
  readonly threads = availableParallelism();

  constructor(spawn: SpawnEngine, onKnown: (reports: BackendReport[]) => void) {
    this.#spawn = spawn;
    this.#onKnown = onKnown;
  }

  /** Probes what was not probed yet. */
  async list(again = false): Promise<BackendReport[]> {
    const fresh = again || this.#reports.size < BACKEND_LADDER.length;
    if (again) this.#reports.clear();
    const reports: BackendReport[] = [];
    // One after the other: each loads hundreds of megabytes.
    for (const kind of BACKEND_LADDER) reports.push(await this.probe(kind));
    if (fresh) this.#onKnown(reports);
    return reports;
  }

  probe(kind: BackendKind): Promise<BackendReport> {
    const known = this.#reports.get(kind);
    if (known) return known;
    const report = this.#probe(kind);
    this.#reports.set(kind, report);
    return report;
  }

  async #probe(kind: BackendKind): Promise<BackendReport> {
    const job = { type: 'probe', backend: kind, threads: this.threads } as const;
    const end = await new EngineSession(this.#spawn, job, this.threads, () => undefined).ended;
    if (end.type === 'done' && end.result.type === 'probe') return end.result.report;
    const reason =
      end.type === 'crashed' ? `Loading it crashed the engine: ${end.reason}.` : 'Probing it failed.';
    return {
      kind,
      state: 'unavailable',
      description: kind,
      reason,
      hint: 'Run `npm run -s trainyard -- doctor` and look at what it prints.',
    };
  }

  /**
   * The rung that a run asks for; `auto` takes the best that is ready.
   *
   * @throws Refusal when it is not to be had here
   */
  async choose(choice: BackendChoice): Promise<Compute> {
    const kinds = choice === 'auto' ? BACKEND_LADDER : [choice];
    const reports: BackendReport[] = [];
    for (const kind of kinds) {
      const report = await this.probe(kind);
      if (report.state === 'ready') return { backend: kind, threads: kind === 'wasm' ? 1 : this.threads };
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
