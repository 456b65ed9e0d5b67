import { parseArgs } from 'node:util';
import { Problem } from '../lib/say.mjs';
import { contenders } from './contenders.mjs';
import { modelIds } from './models.mjs';

/** What is measured with a model. */
export const PARTS = ['contenders', 'window', 'checkpoints', 'recording'];

export const usage = `npm run bench -- [options]

  --quick             one short round of each, to try it out
  --rounds N          rounds of each measurement (5)
  --seconds N         length of a turn of steps (1.5)
  --patience N        seconds that an epoch may take to be measured in each round (20); a slower
                      one is measured once, and one of more than four times as long not at all
  --wait N            seconds in all, for each model, to wait for a moment when nobody else
                      keeps the machine busy (60)
  --ready N           seconds that a contender may take to its first step, and from there until it is
                      ready (240); who takes longer is left out
  --only a,b          these contenders alone: ${contenders.map(({ id }) => id).join(', ')}
  --models a,b        these models alone: ${modelIds.join(', ')}
  --anew a,b          these models anew, everybody with each, beside what the last full run has of the others:
                      after a run that was cut off, or a change that touches one model alone
  --parts a,b         with --anew, these parts of a model alone: ${PARTS.join(', ')}
  --threads N         threads for everybody (2)
  --render            write docs/benchmarks.md anew from the last full run
  --loader            measure how quickly batches are prepared, and write docs/loader-benchmark.md;
                      with --rounds and --seconds alone
  --studio            measure the window itself, and write docs/window-benchmark.md; with --rounds, --parts
                      and --shells alone
  --serving           measure serve-model beside ONNX Runtime in Python, and write docs/serving-benchmark.md;
                      with --rounds, --seconds and --connections alone, or
                      --again, which takes the models of the last time
  --sweeps            measure successive halving against random search, and write docs/sweep-benchmark.md; with --seeds,
                      --budget (epochs of a search), --epochs (of a trial), --quick and --render alone
  --hub               have hundreds and thousands of runs report at once with the window open, and write
                      docs/hub-benchmark.md; with --runs, --seconds, --quick and --render alone
  --profile           tell where the CPU time of a ResNet step goes, kernel by kernel (needs perf)

A run with --quick, --only or --models, or without the files of Fashion-MNIST, writes its report into .cache/bench/trial, and docs/benchmarks.md
stays as it is.`;

const number = (text, name) => {
  const value = Number(text);
  if (!(value > 0)) throw new Problem(`--${name} is "${text}": give a number above 0.`);
  return value;
};

const among = (text, known, name) => {
  const chosen = text.split(',');
  const wrong = chosen.find((id) => !known.includes(id));
  if (wrong !== undefined)
    throw new Problem(`--${name} does not know "${wrong}".`, `Known are: ${known.join(', ')}.`);
  return chosen;
};

function measuredModels({ models, anew }) {
  if (models !== undefined && anew !== undefined) throw new Problem('Give --models or --anew, not both.');
  if (models !== undefined) return among(models, modelIds, 'models');
  return anew === undefined ? modelIds : among(anew, modelIds, 'anew');
}

function partsToMeasure({ parts, anew }) {
  if (parts === undefined) return PARTS;
  if (anew === undefined) throw new Problem('--parts is for models that are measured anew: give --anew too.');
  return among(parts, PARTS, 'parts');
}

export function readOptions(args) {
  let values;
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean', default: false };
    ({ values } = parseArgs({
      args,
      options: {
        quick: flag,
        render: flag,
        help: flag,
        rounds: text,
        seconds: text,
        patience: text,
        wait: text,
        ready: text,
        only: text,
        models: text,
        anew: text,
        parts: text,
        threads: text,
      },
    }));
  } catch (error) {
    throw new Problem(error.message, usage);
  }
  const ids = contenders.map(({ id }) => id);
  const quick = values.quick;
  return {
    quick,
    /** everybody with all models, in earnest */
    full: !quick && values.only === undefined && values.models === undefined,
    render: values.render,
    help: values.help,
    rounds: Math.round(number(values.rounds ?? (quick ? 1 : 5), 'rounds')),
    seconds: number(values.seconds ?? (quick ? 0.3 : 1.5), 'seconds'),
    patience: number(values.patience ?? (quick ? 3 : 20), 'patience'),
    wait: values.wait === '0' ? 0 : number(values.wait ?? (quick ? 5 : 60), 'wait'),
    ready: number(values.ready ?? 240, 'ready'),
    only: values.only === undefined ? ids : among(values.only, ids, 'only'),
    models: measuredModels(values),
    /** beside what the last full run has of the others */
    anew: values.anew !== undefined,
    parts: partsToMeasure(values),
    threads: Math.round(number(values.threads ?? 2, 'threads')),
  };
}
