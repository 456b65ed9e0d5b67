import { inRoot, readJson, writeJson } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture, lastLines } from '../lib/run.mjs';
import { explain, Problem, say, seconds, step } from '../lib/say.mjs';
import { bundle, bundled } from './bundle.mjs';
import { measureCheckpoints } from './checkpoints.mjs';
import { contenders } from './contenders.mjs';
import { installPeers } from './environment.mjs';
import { fashionMnist } from './fashion-mnist.mjs';
import { Field } from './field.mjs';
import { describeMachine } from './machine.mjs';
import { modelIds, MODELS } from './models.mjs';
import { readOptions, usage } from './options.mjs';
import { measureRecording } from './recording.mjs';
import { measureWindow } from './window.mjs';
import { writeReport } from './write-report.mjs';

const lastRun = inRoot('.cache/bench/last-run.json');
const lastTrial = inRoot('.cache/bench/last-trial.json');

async function prepareData() {
  const source = fashionMnist();
  if (!source) say('Fashion-MNIST was not found: drawn digits, of the same shape, take its place');
  const args = [bundled('prepare-data'), inRoot('.cache/bench/datasets'), ...(source ? [source] : [])];
  try {
    const output = await capture(ownNode, args);
    return { ...JSON.parse(output.trim().split('\n').at(-1)), isReal: Boolean(source) };
  } catch (error) {
    throw new Problem('The data could not be prepared.', undefined, lastLines(error));
  }
}

/** What the last full run measured on this machine, which it has to be. */
function modelsOfLastRun(machine) {
  const last = readJson(lastRun);
  if (!last) throw new Problem('There was no full run yet.', 'Do one with `npm run bench`.');
  if (last.machine.cpu !== machine.cpu || last.machine.cores !== machine.cores)
    throw new Problem(`The last full run was on another machine (${last.machine.cpu}): do a whole one here.`);
  return last.models;
}

/** Whether another model's turns have measured the products already, which are the same with each. */
const haveProducts = (run, model) =>
  Object.entries(run.models).some(
    ([id, { results }]) =>
      id !== model && Object.values(results ?? {}).some(({ peaks }) => peaks?.length > 0),
  );

/** What is measured beside the contenders; where it cannot be, the run goes on, and the report says why. */
async function beside(name, measurement) {
  try {
    return { rounds: await step(`  ${name}`, measurement) };
  } catch (error) {
    say(`  ${name}: not measured; ${error.message}`);
    return { problem: error.message };
  }
}

const BESIDE = {
  window: { words: 'the open window', measure: measureWindow },
  checkpoints: { words: 'checkpoints', measure: measureCheckpoints },
  recording: { words: 'recording', measure: measureRecording },
};

/** Everybody in turns, with one model. */
async function measureContenders(run, model, chosen, missing, surroundings) {
  const { options, data } = run;
  const field = new Field(model, options, surroundings);
  await field.assemble(chosen, missing);
  for (const [what, measurement] of [
    ['steps', () => field.steps(options.rounds)],
    ...(data.models[model].stepsOnly
      ? []
      : [['whole epochs', () => field.epochs(Math.min(options.rounds, 3))]]),
    ...(haveProducts(run, model)
      ? []
      : [['the products of matrices', () => field.peaks(Math.min(options.rounds, 3))]]),
    ['first steps', () => field.firstSteps(Math.min(options.rounds, 3))],
  ])
    await step(`  ${what}`, measurement);
  await field.dismiss();
  return { results: field.results, load: field.load };
}

async function measure(options) {
  const chosen = contenders.filter(({ id }) => options.only.includes(id));
  const needed = [...new Set(chosen.map(({ needs }) => needs).filter(Boolean))];
  const missing = await installPeers(needed);
  await step('bundling the contenders', bundle);
  const data = await step('preparing the data', prepareData);
  const machine = describeMachine();
  const run = {
    version: 1,
    startedAt: new Date().toISOString(),
    machine,
    options,
    data,
    models: options.anew ? modelsOfLastRun(machine) : {},
  };
  for (const model of options.models) {
    const since = performance.now();
    const startedAt = new Date().toISOString();
    const { name } = MODELS[model];
    const { folder, stepsOnly } = data.models[model];
    const surroundings = { folder, training: data.training, cores: machine.cores };
    run.models[model] = { ...run.models[model], startedAt };
    const parts = options.parts.filter(
      (part) => part === 'contenders' || (!stepsOnly && options.only.includes('trainyard')),
    );
    if (parts.includes('contenders')) {
      say(`${name}: starting everybody`);
      Object.assign(run.models[model], await measureContenders(run, model, chosen, missing, surroundings));
    }
    for (const part of parts.filter((each) => each in BESIDE)) {
      const { words, measure } = BESIDE[part];
      run.models[model][part] = await beside(words, () => measure(model, options, surroundings));
    }
    // Hours of work that a fault with the next model is not to take away.
    writeJson(options.full && data.isReal ? lastRun : lastTrial, {
      ...run,
      endedAt: new Date().toISOString(),
    });
    say(`${name}: ${seconds(since)} in all`);
  }
  run.endedAt = new Date().toISOString();
  run.models = Object.fromEntries(modelIds.flatMap((id) => (run.models[id] ? [[id, run.models[id]]] : [])));
  return run;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else if (options.render) {
    const run = readJson(lastRun);
    if (!run) throw new Problem('There was no full run yet.', 'Do one with `npm run bench`.');
    writeReport(run, inRoot('docs'));
  } else {
    const run = await measure(options);
    const isFull = options.full && run.data.isReal;
    if (options.full && !isFull) say('On drawn digits: docs/benchmarks.md stays as it is.');
    writeJson(isFull ? lastRun : lastTrial, run);
    console.log(writeReport(run, inRoot(isFull ? 'docs' : '.cache/bench/trial')));
  }
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
