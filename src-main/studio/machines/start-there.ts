import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { runSummarySchema, type RunSummary } from '@shared/contract/run';
import { DRAWN_DIGITS } from '@shared/data/drawn-digits';
import { machineOf } from '@shared/machines/machine-id';
import { specWithFreeName } from '../run-names';
import { isSameData } from '../arrivals';
import type { Datasets } from '../datasets';
import type { Jobs, StartedJob } from '../jobs';
import { Refusal } from '../refusal';
import type { KnownThere } from './machine-there';
import { BrokenOff, passOn, requestThere, type Asked } from './pass-on';
import { sendDataset } from './send-dataset';

/** How long a start whose answer was lost is asked for again, before whoever asked is told so. */
const ASK_AGAIN_MS = 60_000;

/** What a start is about; a spec is checked by the machine that trains it. */
const wantedSchema = z.looseObject({
  data: z.looseObject({ dataset: z.string() }).optional(),
  start: z.looseObject({ run: z.string() }).optional(),
  weights: z.looseObject({ name: z.string() }).optional(),
});

/** Starts runs on other machines: the data goes there first, and no start is done twice. */
export class StartsThere {
  /** keys of starts of which it is not known whether they were done, by what was asked */
  readonly #open = new Map<string, string>();
  /** what is being sent, by machine and fingerprint */
  readonly #sending = new Map<string, StartedJob<{ dataset: string }>>();

  constructor(
    readonly datasets: Datasets,
    readonly jobs: Jobs,
    /** what runs are called already, here and on machines that are known here */
    readonly namesTaken: () => Iterable<string>,
  ) {}

  /**
   * Starts a run on a machine.
   *
   * @throws Refusal as that machine says, or where something that the run begins with lies elsewhere
   */
  async start(machine: KnownThere, asked: Asked): Promise<RunSummary> {
    // It says at once when it cannot be reached: data is not sent for a run that nobody waits for any more.
    await machine.line(asked.signal);
    const { spec, ...rest } = z.looseObject({ spec: z.unknown() }).parse(asked.input);
    const there = await this.#specThere(machine, spec);
    const request = z
      .looseObject({ spec: z.unknown() })
      .parse(requestThere(machine.name, { ...asked, input: { ...rest, on: undefined, spec: there } }));
    const what = createHash('sha256')
      .update(`${machine.name}\n${JSON.stringify(request.spec)}`)
      .digest('hex');
    const given = z.object({ key: z.uuid().optional() }).parse(rest).key;
    const key = given ?? this.#open.get(what) ?? randomUUID();
    this.#open.set(what, key);
    // Only now: by its name alone a start that is asked for again would look like another one.
    const named = { ...request, spec: specWithFreeName(request.spec, new Set(this.namesTaken())), key };
    const until = performance.now() + ASK_AGAIN_MS;
    for (;;) {
      const line = await machine.reached(until - performance.now());
      if (line === undefined) {
        throw new Refusal(
          `The connection to ${machine.name} broke while the run was being started, and it is not known whether it was: when ${machine.name} is back, the list of runs shows it. Starting the same again does not start it twice.`,
        );
      }
      try {
        // Whoever asked may have gone meanwhile: sending data takes long, and the run was wanted.
        const asking = { ...asked, signal: undefined };
        const output = await passOn(machine.name, line, asking, named);
        this.#open.delete(what);
        return runSummarySchema.parse(output);
      } catch (error) {
        if (error instanceof BrokenOff) continue;
        // It was refused: nothing was started.
        this.#open.delete(what);
        throw error;
      }
    }
  }

  /** The id under which the data of a spec is there already; undefined where it is not, or the spec names none. */
  dataThere(machine: KnownThere, spec: unknown): Promise<string | undefined> {
    const dataset = wantedSchema.safeParse(spec).data?.data?.dataset;
    if (dataset === undefined) return Promise.resolve(undefined);
    return this.#found(machine, dataset);
  }

  /** A spec with its data as the machine has it: sent there first, where it does not. */
  async #specThere(machine: KnownThere, spec: unknown): Promise<unknown> {
    const wanted = wantedSchema.safeParse(spec).data;
    if (wanted?.start && machineOf(wanted.start.run) === undefined) {
      throw Refusal.of(
        'start.run',
        `The checkpoint that the run begins with lies on this machine: train it here, or begin with one of ${machine.name}.`,
      );
    }
    if (wanted?.weights) {
      throw Refusal.of(
        'weights',
        `${wanted.weights.name} lies on this machine: a run on ${machine.name} cannot begin with it yet. Train it here.`,
      );
    }
    const dataset = wanted?.data?.dataset;
    // It says itself what is wrong with such a spec.
    if (wanted === undefined || dataset === undefined) return spec;
    const id = (await this.#found(machine, dataset)) ?? (await this.#send(machine, dataset));
    return { ...wanted, data: { ...wanted.data, dataset: id } };
  }

  async #found(machine: KnownThere, dataset: string): Promise<string | undefined> {
    if (machineOf(dataset) === machine.name) return dataset;
    // Every Trainyard draws the very same.
    if (dataset === DRAWN_DIGITS.id) return machine.idHere(DRAWN_DIGITS.id);
    const ours = await this.datasets.get(dataset);
    return machine.datasets().find((theirs) => theirs.state === 'ready' && isSameData(theirs, ours))?.id;
  }

  /** Sends a dataset, or waits for it where that is under way. @throws Refusal where it fails */
  async #send(machine: KnownThere, dataset: string): Promise<string> {
    const { name } = machine;
    const what = await this.datasets.toSend(dataset);
    const { document } = what.offer;
    const place = `${name} ${document.fingerprint}`;
    const started =
      this.#sending.get(place) ??
      this.jobs.startWork<{ dataset: string }>(
        {
          type: 'send-dataset',
          title: `Sending ${document.name} to ${name}`,
          unit: 'bytes',
          resultOf: async (result) => ({ result: result.dataset }),
        },
        (onProgress) => sendDataset(machine, what, onProgress),
      );
    this.#sending.set(place, started);
    const { result, reason } = await started.ended.finally(() => this.#sending.delete(place));
    if (result === undefined) {
      throw Refusal.of(
        'data.dataset',
        `${document.name} could not be sent to ${name}: ${reason ?? 'it was cancelled.'}`,
      );
    }
    return result.dataset;
  }
}
