import type { StudioEvent } from '@shared/contract/event';
import type { AddedMachine, Machine, MachineList } from '@shared/contract/machine';
import { unknownMachineWords } from '@shared/machines/machine-words';
import type { Datasets } from '../datasets';
import type { Jobs } from '../jobs';
import { NotFound, Refusal } from '../refusal';
import type { MachinesOptions } from './dial';
import { joinedLists } from './joined-lists';
import { MachineThere } from './machine-there';
import { MachinesFile, type KnownMachine } from './machines-file';
import { knownAnswer, keepAnswer } from './known-answers';
import { machinesOf, passOn, requestThere, type Asked } from './pass-on';
import { KEPT_HERE, PASSED_ON } from './passed-methods';
import { StartsThere } from './start-there';

/** How long adding a machine waits for its first answer. */
const FIRST_TRY_MS = 30_000;
/** How long one command waits for machines before it shows what is known of them. */
const LAZY_TRY_MS = 3000;
const MOST_MACHINES = 32;

interface MachinesParts {
  options: MachinesOptions;
  datasets: Datasets;
  jobs: Jobs;
  publish(event: StudioEvent): void;
  /** of the runs of this studio itself */
  namesHere(): Iterable<string>;
}

/** The other machines that this studio works with, and what is asked of them. */
export class Machines {
  readonly #all = new Map<string, MachineThere>();
  readonly #file: MachinesFile;
  readonly #starts: StartsThere;

  private constructor(readonly parts: MachinesParts) {
    const { options, datasets, jobs, namesHere } = parts;
    this.#file = new MachinesFile(options.folder, options.secrets);
    this.#starts = new StartsThere(datasets, jobs, () => [...namesHere(), ...this.runNames()]);
  }

  static async open(parts: MachinesParts): Promise<Machines> {
    const machines = new Machines(parts);
    for (const known of await machines.#file.list()) {
      const machine = await machines.#take(known);
      if (!parts.options.isLazy) machine.start();
    }
    return machines;
  }

  /** How they stand. A command that asks for it waits a little for them. */
  async list(): Promise<MachineList> {
    if (this.parts.options.isLazy) await this.#tried();
    return { machines: this.#summaries(), canTunnel: this.parts.options.digTunnel !== undefined };
  }

  /** @throws Refusal with a sentence where it cannot be reached, and nothing is kept then */
  async add(added: AddedMachine): Promise<Machine> {
    const { name, way, token } = added;
    if (this.#all.has(name))
      throw Refusal.of(
        'name',
        `There is a machine called ${name} already: choose another name, or remove that one first if its token is a new one.`,
      );
    if (this.#all.size >= MOST_MACHINES)
      throw Refusal.of('name', `There can be ${MOST_MACHINES} machines: remove one first.`);
    const machine = await this.#take({ name, way, token });
    const { state, problem } = await machine.tried(FIRST_TRY_MS);
    if (state !== 'reachable') {
      this.#all.delete(name);
      await machine.remove();
      this.#tell();
      throw Refusal.of(
        state === 'refused' ? 'token' : 'way',
        problem || `Nobody answered within ${FIRST_TRY_MS / 1000} seconds.`,
      );
    }
    await this.#file.add(added);
    this.#tell();
    return machine.summary();
  }

  /** Forgets one. @throws NotFound */
  async remove(name: string): Promise<MachineList> {
    const machine = this.#get(name);
    await this.#file.remove(name);
    this.#all.delete(name);
    await machine.remove();
    this.#tell();
    return this.list();
  }

  /** Tries at once to reach one, and says what came of it. @throws NotFound */
  async tryAgain(name: string): Promise<Machine> {
    const machine = this.#get(name);
    machine.tryAgain();
    await machine.reached(LAZY_TRY_MS);
    return machine.summary();
  }

  /**
   * Has another machine do what was asked, where it is about something that lies there.
   *
   * @returns undefined where it is this machine's own
   * @throws Refusal, NotFound
   */
  async passOn(asked: Asked): Promise<{ output: unknown } | undefined> {
    const method = asked.path.join('.');
    if (KEPT_HERE.has(method)) return undefined;
    // Then nothing here has an id of another machine, and a stale address finds nothing.
    if (this.#all.size === 0 && onOf(method, asked.input) === undefined) return undefined;
    const parsed = asked.inputSchema.safeParse(asked.input);
    // What is malformed is refused by this studio's own door.
    if (!parsed.success) return undefined;
    const request: Asked = { ...asked, input: parsed.data };
    if (method === 'runs.label') return this.#label(request);
    const named = [...machinesOf(request)].filter((name) => name !== undefined);
    const on = onOf(method, request.input);
    const name = on ?? named[0];
    if (name === undefined) return undefined;
    const machine = this.#get(name);
    if (!PASSED_ON.has(method)) {
      throw new Refusal(
        `That lies on ${name}, and can only be done there: open Trainyard on ${name} itself.`,
      );
    }
    if (method === 'exports.start' && hasPath(request.input)) {
      throw Refusal.of(
        'to',
        `The model lies on ${name}, and would be written there: leave the place out, and download the archive.`,
      );
    }
    if (method === 'runs.create') return { output: await this.#starts.start(machine, request) };
    if (method === 'runs.check' && on !== undefined) return this.#check(machine, request);
    const input = requestThere(name, request);
    try {
      const output = await passOn(name, await machine.line(asked.signal), request, input);
      keepAnswer(machine.mirror, method, request.input, output);
      return { output };
    } catch (error) {
      // Where nobody answers, what was known last is shown: whoever shows it says since when.
      const known = error instanceof Refusal ? knownAnswer(machine.mirror, method, request.input) : undefined;
      if (known === undefined || (await machine.reached(0)) !== undefined) throw error;
      return { output: known };
    }
  }

  /** A list of this studio's, with what is known of all machines. */
  async joined(path: readonly string[], input: unknown, own: unknown): Promise<unknown> {
    const join = joinedLists[path.join('.')];
    if (join === undefined || this.#all.size === 0) return own;
    if (this.parts.options.isLazy) await this.#tried();
    return join(
      own,
      [...this.#all.values()].map(({ mirror }) => mirror),
      input,
    );
  }

  /** What runs of all these machines are called, as far as is known. */
  runNames(): string[] {
    return [...this.#all.values()].flatMap(({ mirror }) => [...mirror.runs.values()].map(({ name }) => name));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all.values()].map((machine) => machine.close()));
  }

  async #take(known: KnownMachine): Promise<MachineThere> {
    const { options, publish } = this.parts;
    const machine = await MachineThere.open({
      ...options,
      known,
      publish,
      onChange: () => this.#tell(),
    });
    this.#all.set(known.name, machine);
    return machine;
  }

  #get(name: string): MachineThere {
    const machine = this.#all.get(name);
    if (machine === undefined) throw new NotFound(unknownMachineWords(name, [...this.#all.keys()]));
    return machine;
  }

  #summaries(): Machine[] {
    return [...this.#all.values()].map((machine) => machine.summary());
  }

  #tell(): void {
    this.parts.publish({ type: 'machines', machines: this.#summaries() });
  }

  async #tried(): Promise<void> {
    await Promise.all([...this.#all.values()].map((machine) => machine.tried(LAZY_TRY_MS)));
  }

  /** What is wrong with a spec for that machine; where its data is not there yet, this one has a look. */
  async #check(machine: MachineThere, request: Asked): Promise<{ output: unknown } | undefined> {
    const { spec } = specOf(request.input);
    const line = await machine.line(request.signal);
    const dataset = await this.#starts.dataThere(machine, spec);
    if (dataset === undefined || !isRecord(spec) || !isRecord(spec['data'])) return undefined;
    const there = { ...spec, data: { ...spec['data'], dataset } };
    const input = requestThere(machine.name, { ...request, input: { spec: there } });
    return { output: await passOn(machine.name, line, request, input) };
  }

  /** Labels of runs, which may be many: all of them lie on one machine. */
  async #label(request: Asked): Promise<{ output: unknown } | undefined> {
    const names = [...machinesOf(request)];
    if (names.every((name) => name === undefined)) return undefined;
    const [name] = names;
    if (names.length > 1 || name === undefined) {
      throw new Refusal('These runs lie on different machines: label those of one machine at a time.');
    }
    const input = requestThere(name, request);
    return { output: await passOn(name, await this.#get(name).line(request.signal), request, input) };
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const specOf = (input: unknown): { spec: unknown } => ({ spec: isRecord(input) ? input['spec'] : undefined });

/** The machine that a run is to be trained on, where the request says so. */
function onOf(method: string, input: unknown): string | undefined {
  if (method !== 'runs.create' && method !== 'runs.check') return undefined;
  const on = isRecord(input) ? input['on'] : undefined;
  return typeof on === 'string' ? on : undefined;
}

/** Whether a request names a place on the host's disk. */
const hasPath = (input: unknown): boolean => isRecord(input) && typeof input['to'] === 'string';
