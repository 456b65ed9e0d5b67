import { PLACE_OPTIONS } from '../place-arguments';
import { SPEC_OPTIONS, type CommandGroup } from './command-help';

/** Runs that begin, go on, wait and end. */
export const TRAINING_COMMANDS = {
  train: {
    usage:
      'train <preset|spec.json> | train --from RUN[@best|last|STEP] [--continue|--weights] [--fit exact|new-head|matching] | train [preset|spec.json] --from FILE [--fit …]; with any [--data <id|folder>] [--set path=value …] [--seed N] [--backend auto|gpu|cpu|wasm] [--on MACHINE]',
    summary: 'Train a model',
    options: [...SPEC_OPTIONS, ...Object.keys(PLACE_OPTIONS), 'seeds'],
    details: [
      '<preset>     mlp, cnn, resnet, table-classifier or table-regressor; or the path of a run spec in JSON',
      '--data       a dataset of the library, or a path to import; the built-in digits when left out',
      '--set        one field of the spec, such as --set epochs=20 or --set optimizer.learningRate=0.001',
      '             (stop.steps=500, stop.minutes=10 and earlyStopping.patience=5 end it before its epochs are done)',
      '             (a new optimizer.name brings its own settings along: name it before them)',
      '             --set model.layers.0.frozen=true keeps the weights of a layer as they are;',
      '             checkpoints: --set checkpoint.everyMinutes=10, --set checkpoint.keep.last=3 (best, everyNth),',
      '             --set checkpoint.onDiskFull=pause|go-on|stop',
      '             --set \'changes=[{"step":1000,"learningRate":0.0001}]\' has another learning rate from there on',
      '--from       another run at one of its checkpoints, with its spec: --continue (which is meant when left out)',
      '             goes on from there as it would have, at its last one; --weights begins at step 0 with the weights',
      '             of its best one, all of them, or with --fit new-head or matching all but the last layer or what fits',
      '             a file: the weights of model.safetensors or a TensorFlow.js model.json, for the preset before it; the latter',
      '             brings its model along where none is named',
      '--seed       what every random choice is counted from; 0 when left out',
      '--backend    what to compute with; auto takes the best that works',
      '--seeds      the same run with so many seeds, from --seed on: what it comes to, and how sure that is',
      '--on         the name of another machine (see `machines`), to which its data is sent first, once; or',
      '             ray://HOST: in a Ray cluster, whose nodes have Trainyard; with --shared FOLDER, which this machine and',
      '             every node can write (--shared-there PATH where the nodes have it under another path), --cpus (1) and',
      '             --gpus (0) for each run, --at-once (8) trials of a sweep, and --ray-command where the nodes do not start',
      '             Trainyard by `trainyard`. A run whose node dies goes on elsewhere from its last checkpoint',
    ],
  },
  check: {
    usage: 'check <preset|spec.json> | check --from RUN, with all options of train',
    summary: 'Say what is wrong or doubtful about a run before it is trained',
    options: [...SPEC_OPTIONS, 'on'],
    details: ['Takes what `train` takes, and trains nothing. Exit code 2 when `train` would refuse it.'],
  },
  resume: {
    usage: 'resume <run> [--accept-changes]',
    summary: 'Go on with a run from its last checkpoint',
    options: ['accept-changes'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--accept-changes go on although data, backend, library or processor are not those that it was begun with',
    ],
  },
  pause: {
    usage: 'pause <run>',
    summary: 'Save a checkpoint and give the device free, until resume',
    options: [],
    details: ['The next run in the queue starts meanwhile; `resume` puts this one before all that wait.'],
  },
  stop: {
    usage: 'stop <run> [--after-epoch|--go-on]',
    summary: 'Stop a run and keep what it has, or take it out of the queue',
    options: ['after-epoch', 'go-on'],
    details: [
      '--after-epoch not now, but when the epoch under way is done',
      '--go-on      not after this epoch after all: takes --after-epoch back',
    ],
  },
  discard: {
    usage: 'discard <run>',
    summary: 'Move a run into the bin',
    options: [],
    details: ['A run that trains saves a checkpoint first: `bin restore` brings back all of it.'],
  },
  change: {
    usage: 'change <run> [--learning-rate RATE|xFACTOR] [--epochs N] [--schedule stretch|keep]',
    summary: 'Change the learning rate or the length of a run from where it stands on',
    options: ['learning-rate', 'epochs', 'schedule'],
    details: [
      '--learning-rate such as 0.0005, or x0.5 for half of what it is; schedules are a share of it',
      '--epochs     how many the run is to have in all',
      '--schedule   a schedule that is as long as the run: stretch to the new length, or keep as it was',
      'The change is written down with its step: a resumed or repeated run changes at the same one.',
    ],
  },
  queue: {
    usage: 'queue [list|hold|release|go-on] | queue up|down|front <run>',
    summary: 'Show the runs that wait, and change their order',
    options: [],
    details: [
      'hold         lets the run that trains go on, and starts no other',
      'release      starts runs again, those that waited when Trainyard was closed included',
      'go-on        release, and resume what trained when Trainyard was closed',
    ],
  },
  bin: {
    usage: 'bin [list] | bin restore <run> | bin empty --yes',
    summary: 'List the discarded runs, bring one back, or delete them for good',
    options: ['yes'],
    details: [],
  },
} as const satisfies CommandGroup;
