import * as os from 'node:os';
import { say } from '../lib/say.mjs';
import { ContenderProcess } from './contender-process.mjs';
import { QUIET, QuietMoments } from './quiet.mjs';
import { shuffled } from './statistics.mjs';

/** A turn that others disturbed is taken again. */
const TRIES = 3;

/**
 * All contenders with one model: each in a process that is ready and waits, and one at a time has its turn.
 * What they measure is collected in `results`, by contender.
 */
export class Field {
  #running = new Map();
  #quiet;

  constructor(model, options, surroundings) {
    this.model = model;
    this.options = options;
    this.surroundings = surroundings;
    this.#quiet = new QuietMoments(options.wait);
    this.results = {};
    this.load = [];
  }

  #start({ command, variant, environment }) {
    const { folder, cores } = this.surroundings;
    const { threads } = this.options;
    return new ContenderProcess({ command, variant, environment, model: this.model, folder, threads, cores });
  }

  #fail({ id, name }, error) {
    say(`  ${name}: not measured, ${error.message}`);
    this.results[id].problem ??= error.message;
    this.#running.get(id)?.running.kill();
    this.#running.delete(id);
  }

  /** Starts everybody, one after the other; `missing` says what is not installed. */
  async assemble(contenders, missing) {
    for (const contender of contenders) {
      const { id, needs } = contender;
      if (contender.models && !contender.models.includes(this.model)) continue;
      this.results[id] = { firstStep: [], steps: [], epochs: [], peaks: [] };
      try {
        if (missing[needs]) throw new Error(missing[needs]);
        await this.#quiet.wait();
        const running = this.#start(contender);
        this.#running.set(id, { contender, running });
        const first = await running.next('first-step', this.options.ready);
        const seconds = (first.at - running.started) / 1000;
        this.results[id].firstStep.push(seconds);
        const { versions, stepsPerCall } = await running.next('ready', this.options.ready);
        Object.assign(this.results[id], { versions, stepsPerCall });
        say(`  ${contender.name}: first step after ${seconds.toFixed(2)} s`);
      } catch (error) {
        this.#fail(contender, error);
      }
    }
  }

  /** Times the first step again in fresh processes, for those that are quick about it. */
  async firstSteps(rounds) {
    for (let round = 1; round < rounds; round++) {
      for (const { contender } of shuffled([...this.#running.values()])) {
        const { firstStep } = this.results[contender.id];
        if (firstStep[0] > this.options.patience / 2) continue;
        await this.#quiet.wait();
        const fresh = this.#start(contender);
        try {
          const { at } = await fresh.next('first-step', this.options.ready);
          firstStep.push((at - fresh.started) / 1000);
          await fresh.end();
        } catch (error) {
          fresh.kill();
          say(`  ${contender.name}: no first step, ${error.message}`);
        }
      }
      this.#note('first step', round);
    }
  }

  #note(what, round) {
    this.load.push({ what, round, loadAverage: os.loadavg().map((value) => Number(value.toFixed(2))) });
  }

  /** A turn, taken again when others were busy meanwhile: the quietest one counts. */
  async #turn({ contender, running }, request, tries) {
    let best;
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.#quiet.wait();
      const result = await running.turn(request, 600);
      if (best === undefined || result.othersCores < best.othersCores) best = result;
      if (!(best.othersCores > QUIET)) break;
    }
    this.results[contender.id].peakBytes = best.peakBytes;
    return best;
  }

  /** Those that take part in more than steps. */
  #versatile() {
    return [...this.#running].filter(([, { contender }]) => !contender.stepsOnly);
  }

  async #round(what, round, request, take, entries = [...this.#running]) {
    for (const [id, entry] of shuffled(entries)) {
      const result = this.results[id];
      const tries = take(result);
      if (tries === 0) continue;
      try {
        result[what].push({ round, ...(await this.#turn(entry, request, tries)) });
      } catch (error) {
        this.#fail(entry.contender, error);
      }
    }
    this.#note(what, round);
  }

  async steps(rounds) {
    const { seconds, patience } = this.options;
    for (let round = 0; round < rounds; round++) {
      await this.#round('steps', round, { do: 'steps', seconds }, ({ steps }) => {
        // The quickest tells how slow a contender is by itself; the others may have been disturbed.
        const shortest = Math.min(...steps.map((turn) => turn.seconds));
        if (steps.length > 0 && shortest > patience / 2) return 0;
        return shortest > 4 * seconds ? 1 : TRIES;
      });
    }
  }

  /** Whole epochs. How long one will take is known from the steps. */
  async epochs(rounds) {
    const { patience } = this.options;
    const choose = (round) => (result) => {
      if (result.steps.length === 0) return 0;
      const speed = Math.max(...result.steps.map(({ samples, seconds }) => samples / seconds));
      const expected = this.surroundings.training / speed;
      if (expected > 4 * patience) {
        result.noEpochs = `an epoch would take about ${Math.round(expected)} s`;
        return 0;
      }
      if (expected > patience) return round === 0 ? 1 : 0;
      return expected > patience / 10 ? 1 : TRIES;
    };
    for (let round = 0; round < rounds; round++)
      await this.#round('epochs', round, { do: 'epoch' }, choose(round), this.#versatile());
  }

  /** How fast each library multiplies matrices. */
  async peaks(rounds) {
    for (let round = 0; round < rounds; round++) {
      for (const [id, { contender, running }] of shuffled(this.#versatile())) {
        try {
          await this.#quiet.wait();
          const { flopsPerSecond, othersCores } = await running.turn({ do: 'peak', seconds: 0.4 }, 60);
          this.results[id].peaks.push({ round, flopsPerSecond, othersCores });
        } catch (error) {
          this.#fail(contender, error);
        }
      }
      this.#note('peaks', round);
    }
  }

  async dismiss() {
    await Promise.all([...this.#running.values()].map(({ running }) => running.end()));
    this.#running.clear();
  }
}
