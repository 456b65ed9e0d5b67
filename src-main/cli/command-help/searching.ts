import { PLACE_OPTIONS } from '../place-arguments';
import { SWEEP_OPTIONS } from '../sweep-arguments';
import { SPEC_OPTIONS, type CommandGroup } from './command-help';

/** Many runs from one, and what is tried out before a run. */
export const SEARCHING_COMMANDS = {
  sweep: {
    usage:
      'sweep <preset|spec.json|sweep.json> --space FIELD=VALUES … [options] | sweep list [--all] | sweep show|pause|stop <sweep> | sweep rename <sweep> <name> | sweep archive|unarchive|discard <sweep> [--with-runs] | sweep restore <sweep> | sweep compare <sweep> <sweep> | sweep resume <sweep> [--accept-changes] | sweep extend <sweep> [--trials N] [--minutes M] [--total-epochs N]',
    summary: 'Train many runs from one, with some of its fields varied, and find the best',
    options: [
      ...SPEC_OPTIONS,
      ...Object.keys(PLACE_OPTIONS),
      ...Object.keys(SWEEP_OPTIONS),
      'name',
      'accept-changes',
      'all',
    ],
    details: [
      'Takes what `train` takes, and:',
      '--space      a field and what it is varied over; may be repeated: optimizer.learningRate=log:1e-4..1e-1,',
      '             labelSmoothing=linear:0..0.2, model.layers.1.units=int:32..256 (or log-int:), batchSize=32,64,128;',
      '             behind it ?optimizer.name=sgd|adam where it depends on a field before it, and /5 for five points of a grid',
      '--sampler    grid, random (when left out) or sobol, which is random and more even; tpe, cmaes or gp, which look at',
      '             what earlier trials came to: they are Optuna’s, of the Python that is found, or of the one that TRAINYARD_PYTHON names',
      '--sweep-seed what trials are drawn from; 0 when left out',
      '--trials     how many (16 when nothing else is said); --minutes of training and --total-epochs of all together',
      '--asha       stop what comes to nothing: after --min-epochs (1) only the best 1 in --reduction (3) go on,',
      '             and again after so many times as many (asynchronous successive halving)',
      '--metric     what trials are judged by: valAccuracy, valLoss, …; what the run chooses its best by when left out',
      '--name       what to call it',
      'Trials are ordinary runs, in an experiment of its name. They keep their best and last checkpoint, and are not tested,',
      'unless a spec says otherwise. A sweep.json has { "run": spec, "space": […], "sampler", "budget", "pruner" }.',
      'compare      holds two repeated runs (`train --seeds`) against each other, by pairs of the same seed',
      'pause, resume and extend (to so many in all) work at any time, also after Trainyard was closed or killed.',
      'extend       gives a repeated run more seeds (--trials 5: five in all), and a grid no more trials than it has points',
      'archive      leaves it out of lists, but for `sweep list --all`; discard moves it into the bin, from which restore',
      '             brings it back. Its runs stay as they are, or with --with-runs go the same way.',
    ],
  },
  'find-lr': {
    usage: 'find-lr <preset|spec.json> [--min RATE] [--max RATE] [--steps N], with all options of train',
    summary: 'Look for a learning rate: train some steps while it rises',
    options: [...SPEC_OPTIONS, 'min', 'max', 'steps'],
    details: [
      '--min --max  between which rates; 0.000001 to 10 when left out',
      '--steps      in how many steps; 200 when left out',
      'A range test (Smith 2017): what is suggested is the rate at which the loss falls fastest. Nothing of it is kept.',
    ],
  },
  'find-batch': {
    usage: 'find-batch <preset|spec.json>, with all options of train',
    summary: 'Look for the largest batch that fits into memory',
    options: SPEC_OPTIONS,
    details: ['By the estimate of what it takes, and then by a few steps with it. Nothing of it is kept.'],
  },
} as const satisfies CommandGroup;
