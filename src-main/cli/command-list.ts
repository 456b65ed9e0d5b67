import { EXPORT_FORMATS, EXPORT_FORMAT_IDS } from '@shared/export/formats';
import { DATA_OPTIONS } from './data-arguments';
import { PLACE_OPTIONS } from './place-arguments';
import { SWEEP_OPTIONS } from './sweep-arguments';

const DATA_OPTION_NAMES = Object.keys(DATA_OPTIONS);
const SWEEP_OPTION_NAMES = Object.keys(SWEEP_OPTIONS);
const PLACE_OPTION_NAMES = Object.keys(PLACE_OPTIONS);

interface CommandHelp {
  usage: string;
  summary: string;
  /** options beside --library, --json and --help */
  options: readonly string[];
  details: readonly string[];
}

const SPEC_OPTIONS = ['data', 'set', 'seed', 'backend', 'from', 'continue', 'weights', 'fit'] as const;

/** Every command of the terminal, in the order in which help shows them. */
export const COMMANDS = {
  train: {
    usage:
      'train <preset|spec.json> | train --from RUN[@best|last|STEP] [--continue|--weights] [--fit exact|new-head|matching] | train [preset|spec.json] --from FILE [--fit …]; with any [--data <id|folder>] [--set path=value …] [--seed N] [--backend auto|gpu|cpu|wasm] [--on MACHINE]',
    summary: 'Train a model',
    options: [...SPEC_OPTIONS, ...PLACE_OPTION_NAMES, 'seeds'],
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
  sweep: {
    usage:
      'sweep <preset|spec.json|sweep.json> --space FIELD=VALUES … [options] | sweep list [--all] | sweep show|pause|stop <sweep> | sweep rename <sweep> <name> | sweep archive|unarchive|discard <sweep> [--with-runs] | sweep restore <sweep> | sweep compare <sweep> <sweep> | sweep resume <sweep> [--accept-changes] | sweep extend <sweep> [--trials N] [--minutes M] [--total-epochs N]',
    summary: 'Train many runs from one, with some of its fields varied, and find the best',
    options: [...SPEC_OPTIONS, ...PLACE_OPTION_NAMES, ...SWEEP_OPTION_NAMES, 'name', 'accept-changes', 'all'],
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
  eval: {
    usage:
      'eval <run> [--checkpoint best|last|STEP] [--data <id|folder>] [--split test|validation|train] [--to FILE.csv] | eval compare <run>[@best|last|STEP] <run>[@best|last|STEP] [--data …] [--split …]',
    summary: 'Test a checkpoint, or hold two against each other on the same samples',
    options: ['checkpoint', 'data', 'split', 'to'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out',
      '--data       another dataset than the one that the run was trained on',
      '--split      test when left out; validation: what the run held back of the training part',
      '--to         a CSV file of what was said of each sample, with its row and its ids where it has any; one that is',
      '             there already is not overwritten',
      'compare      what one gets right that the other gets wrong, and whether that may be luck (McNemar’s test);',
      '             a checkpoint that was not evaluated on these samples yet is evaluated first',
    ],
  },
  export: {
    usage: `export <run> [--checkpoint best|last|STEP] --format ${EXPORT_FORMAT_IDS.join('|')} --to PATH [--force]`,
    summary: 'Write a model into files that other programs can use',
    options: ['checkpoint', 'format', 'to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out',
      ...Object.entries(EXPORT_FORMATS).map(
        ([id, { purpose }], place) => `${(place === 0 ? '--format' : '').padEnd(12)} ${id}: ${purpose}`,
      ),
      '--to         a folder; PATH.zip is an archive of it, and where a format has one file that can do without the',
      '             others (model.safetensors), a path with its ending is that file alone',
      '--force      replace an earlier export that lies there; nothing else is ever replaced',
      'What is written was tried out before, and the largest difference between its answers and ours is told.',
    ],
  },
  report: {
    usage: 'report <run> [--to FILE.html] [--force]',
    summary: 'Write a run as one HTML file: charts, results, settings, log',
    options: ['to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--to         named after the run, in this folder, when left out',
      '--force      replace a file that is there',
      'All of it is in the file: any browser opens it, without a network.',
    ],
  },
  metrics: {
    usage: 'metrics <run> --format csv|parquet|tensorboard [--to PATH] [--force]',
    summary: 'Write all numbers that were recorded of a run',
    options: ['format', 'to', 'force'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--format     csv or parquet: a table with a row for each step; tensorboard: a folder of event files',
      '--to         named after the run, in this folder, when left out',
      '--force      replace what an earlier call wrote',
    ],
  },
  predict: {
    usage: 'predict <run> <file|folder> … [--checkpoint best|last|STEP] [--id COLUMN] [--to FILE.csv]',
    summary: 'Say what a model makes of pictures, or of the rows of a table',
    options: ['checkpoint', 'id', 'to'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '<file>       pictures, or tables (CSV, TSV, Parquet) with the columns that it was trained on; folders with all below',
      '--checkpoint best when left out',
      '--id         columns that name the rows, which are told beside each answer; those of the dataset that it was',
      '             trained on when left out. Several are separated by commas',
      '--to         a CSV file, instead of the terminal; one that is there already is not overwritten',
      'Exit code 1 when some of them could not be read: each is named, and the others are told all the same.',
    ],
  },
  'serve-model': {
    usage: 'serve-model <run> [--checkpoint best|last|STEP] [--port N]',
    summary: 'Answer over HTTP on this machine what a model makes of pictures or rows',
    options: ['checkpoint', 'port'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out',
      '--port       7700, or the next that is free, when left out',
      'POST /predict takes rows as JSON, or a picture; / explains it, /openapi.json describes it.',
    ],
  },
  runs: {
    usage: 'runs [--all] [--find WORDS] [--state STATE] [--data ID] [--tag TAG] [--experiment NAME]',
    summary: 'List the runs',
    options: ['all', 'find', 'state', 'data', 'tag', 'experiment'],
    details: [
      '--all        archived ones too',
      '--find       only those that have these words in their name, data, model, tags or notes',
      '--state      only those in this state, or in one of several: --state failed,interrupted',
      '--data       only those on this dataset, by its id',
      '--tag        only those that have this tag, or one of several with commas between them',
      '--experiment only those of this experiment',
    ],
  },
  show: { usage: 'show <run>', summary: 'Show a run with its epochs and events', options: [], details: [] },
  compare: {
    usage: 'compare <run> <run> … [--all]',
    summary: 'Set runs side by side: what they came to, and what differs',
    options: ['all'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--all        all settings, also those that are the same',
      'Values are those of each run’s best epoch; * marks the best of a row.',
    ],
  },
  rename: {
    usage: 'rename <run> <name>',
    summary: 'Give a run another name',
    options: [],
    details: ['<run>        an id, the beginning of one, a name, or last'],
  },
  share: {
    usage: 'share <run> [--to FILE] [--checkpoints best-and-last|all|none]',
    summary: 'Write a run into one file, for another machine',
    options: ['to', 'checkpoints'],
    details: [
      '--to         named after the run, in this folder, when left out',
      '--checkpoints which of them go along; best-and-last when left out',
      'The file has all that was recorded of the run, but no data.',
    ],
  },
  open: {
    usage: 'open <file>',
    summary: 'Take a run out of a file that share wrote',
    options: [],
    details: ['All of it, or nothing: a file that is damaged or not what it says is refused.'],
  },
  tag: {
    usage: 'tag <run> <tag,tag,…> [--remove]',
    summary: 'Tag a run, or take tags off it',
    options: ['remove'],
    details: ['<run>        an id, the beginning of one, a name, or last', '--remove     take them off'],
  },
  note: {
    usage: 'note <run> <text>',
    summary: 'Write a note to a run, in place of the one that it has',
    options: [],
    details: ['<text>       empty quotation marks take the note away'],
  },
  experiment: {
    usage: 'experiment <run> <name>',
    summary: 'Put a run into an experiment',
    options: [],
    details: ['<name>       empty quotation marks take the run out of the one that it is in'],
  },
  archive: {
    usage: 'archive <run>',
    summary: 'Leave a run out of lists, with all that it has',
    options: [],
    details: ['`runs --all` lists it all the same.'],
  },
  unarchive: { usage: 'unarchive <run>', summary: 'Undo archive', options: [], details: [] },
  checkpoints: {
    usage: 'checkpoints <run>',
    summary: 'List the checkpoints of a run',
    options: [],
    details: [],
  },
  pin: {
    usage: 'pin <run> [--checkpoint best|last|STEP]',
    summary: 'Keep a checkpoint for good',
    options: ['checkpoint'],
    details: [
      '<run>        an id, the beginning of one, a name, or last',
      '--checkpoint best when left out',
      'A pinned checkpoint is never removed, whatever checkpoint.keep says.',
    ],
  },
  unpin: {
    usage: 'unpin <run> [--checkpoint best|last|STEP]',
    summary: 'Undo pin',
    options: ['checkpoint'],
    details: ['It is removed when the run saves its next one and checkpoint.keep does not name it.'],
  },
  'clean-up': {
    usage: 'clean-up [<run> …] [--best N] [--last N] [--every N] [--yes]',
    summary: 'Say what could be removed of the checkpoints, or remove it',
    options: ['best', 'last', 'every', 'yes'],
    details: [
      '<run>        of these runs; of all when left out',
      '--best       how many of the best of each run stay; 1 when left out',
      '--last       how many of the last; 1 when left out',
      '--every      one of so many stays too',
      '--yes        remove them for good; without it nothing is removed',
      'Pinned ones, those that another run began with, and damaged ones always stay.',
    ],
  },
  'remove-damaged': {
    usage: 'remove-damaged <run>',
    summary: 'Remove the damaged checkpoints of a run',
    options: [],
    details: ['Those that `checkpoints` says something is wrong with: they cannot be used. Others stay.'],
  },
  data: {
    usage:
      'data list | show <dataset> | import <path> [--name N] [options] | check <path> [options] | remove <dataset> | catalog | fetch <entry> [--mirror URL]',
    summary: 'Datasets: list, look at, import, fetch or remove them',
    options: ['name', 'seed', ...DATA_OPTION_NAMES],
    details: [
      'show         what a dataset holds, what was set aside when it was imported and why, and what is doubtful',
      'import       a folder or zip file of pictures, a CSV, TSV or Parquet file, an NPZ or NPY file, a folder of IDX files',
      'check        what a path would be imported as; nothing is imported',
      'remove       deletes a dataset for good',
      'catalog      datasets that can be fetched or made, each with `fetch`',
      '--name       what to call the imported dataset',
      '--as         idx, pictures, text-table, parquet or arrays, where it is not found out',
      '--test-fraction the share that is held back for the test where no test part is given; 0.2 when left out',
      '--seed       of what is held back; 0 when left out',
      '--duplicates keep, one-part (copies across parts stay in the test only), or once (each input once)',
      '--exclude    samples to leave out: rows as `data show` counts them (12,15), or the file of a picture; may be repeated',
      '--task       classification or regression, where whole numbers could be either',
      'Of a table, the names of columns; several are separated by commas:',
      '--target     what is to be predicted (of an NPZ file, the array); else found by its name, or the last one',
      '--inputs     of an NPZ file, the array of the samples',
      '--split      says train, validation or test for each row',
      '--group      rows that say the same are never parted by a split',
      '--ignore     left out; --id names rows: no model is shown it, predictions and lists tell it',
      '--missing    rows in which a number is missing: fill (with the mean of the training part), or set-aside',
      'Of pictures:',
      '--size       height and width, such as 28x28; --resize stretch, fit or crop; --grey or --color',
    ],
  },
  serve: {
    usage: 'serve [--host 127.0.0.1] [--port N] [--allow FOLDER]…',
    summary: 'Serve the window to a browser on this machine',
    options: ['host', 'port', 'allow'],
    details: [
      '--port       7654, or the next that is free, when left out',
      '--allow      a folder that browsers may take files from and write to, given once for each; left out, your home folder',
      '             without what is hidden in it. Nothing else of this machine can be reached from a browser.',
      'Each printed address lets one browser in; press Enter for another.',
    ],
  },
  probe: {
    usage: 'probe [--kind dense|convolutional|residual]',
    summary: 'Measure which settings train fastest on this machine',
    options: ['kind'],
    details: [
      '--kind       only this kind of model; all three when left out',
      'Takes about a minute, and is kept: new runs on the CPU are given what is clearly fastest for their kind.',
    ],
  },
  library: {
    usage: 'library check [--mend] | library backup --to FOLDER|FILE.zip | library remove-all --yes',
    summary: 'Look for what faults may have left in the library, or copy all of it while it is in use',
    options: ['mend', 'to', 'yes'],
    details: [
      'check        reads everything and compares it with its hashes; nothing is changed. Exit code 1 when anything is found',
      '--mend       mends what can be mended: what was confirmed to you is never deleted, but named or set aside in the bin',
      'remove-all   everything of the library, for good: runs, checkpoints, data, drafts, the bin and settings. What was',
      '             exported, shared or backed up elsewhere stays, and so do the files that data was imported from',
      'backup       a folder, or an archive, that is whole or not there; runs may train meanwhile. Open a folder with --library',
    ],
  },
  machines: {
    usage:
      'machines [list] | machines add NAME ADDRESS --token TOKEN | machines add NAME --ssh [USER@]HOST [--port N] --token TOKEN | machines remove NAME | machines token [--new]',
    summary: 'Work with Trainyard on other machines: their runs, data and checkpoints in the same lists',
    options: ['token', 'ssh', 'port', 'new'],
    details: [
      'token        run on the other machine: prints the token that lets others in to `trainyard serve` there; with --new',
      '             makes another one, and the one before lets nobody in any more',
      'add          ADDRESS is that of a tunnel, such as 127.0.0.1:7655, or an https:// one; NAME is your own word for it',
      '--ssh        opens the tunnel itself with the system’s ssh, which must get in without a password',
      '--port       that `trainyard serve` has there; 7654 when left out',
      'What lies there has its name before its id: `trainyard show gpu-box:20261129-101500-abcd`. `train … --on NAME` trains there.',
    ],
  },
  'move-library': {
    usage: 'move-library <folder>',
    summary: 'Move the library to another folder',
    options: [],
    details: [
      '<folder>     an empty one, or one that is not there yet',
      'Each file is read back and compared. Until all are there the library stays where it is, also when this is cut off;',
      'the same again goes on. The old folder leads to the new one, and what it holds stays until it is removed.',
    ],
  },
  settings: {
    usage:
      'settings [--awake on|off] [--on-battery train|hold|pause] [--free-core on|off] [--memory 25|50|75|100] [--notify all|failed|none] [--new-runs-keep everything|few]',
    summary: 'Show how the machine is treated while a run trains, or change it',
    options: ['awake', 'on-battery', 'free-core', 'memory', 'notify', 'new-runs-keep'],
    details: [
      '--awake      whether the machine is kept from falling asleep',
      '--on-battery train as ever, start no further run, or pause the one that trains too',
      '--free-core  whether new runs compute with one thread less than there are',
      '--memory     how much of the machine’s memory a new run may take, in percent; one that would take more is refused',
      '--new-runs-keep which checkpoints presets keep: everything, or few (the best and the last two)',
      '--notify     of which runs the window or the browser tells when they end',
    ],
  },
  diagnostics: {
    usage: 'diagnostics',
    summary: 'Print what somebody who helps you has to know',
    options: [],
    details: [
      'Versions, machine, backends and settings; no paths, no names of runs, no data. Nothing is sent anywhere.',
    ],
  },
  runtime: {
    usage: 'runtime [list | fetch [<runtime>] [--mirror URL] | remove <runtime>]',
    summary: 'Native TensorFlow libraries: list, fetch or remove them',
    options: ['mirror', 'yes'],
    details: [
      'list         which there are for this machine, what each costs, and which are here; also when nothing is named',
      'fetch        says size, licence and place; with --yes fetches it. Cut off, the same again goes on',
      'remove       deletes a fetched one; what trains with it goes on',
      '<runtime>    the CPU’s when left out',
      '--mirror     an address of a folder that has the file too, tried first',
      'A fetched one is used from the next job on.',
    ],
  },
  devices: {
    usage: 'devices',
    summary: 'List what this machine can compute with: memory, use, temperature, the last self-tests',
    options: [],
    details: ['What keeps a graphics card from being used is said in words, with what to do.'],
  },
  'self-test': {
    usage: 'self-test [--backend auto|gpu|cpu|wasm] [--seconds N]',
    summary: 'Measure for about a minute what a backend is worth, and whether it computes the same twice',
    options: ['backend', 'seconds'],
    details: [
      '--backend    the best that works when left out',
      '--seconds    about how long it may take: 45 when left out',
      'Nothing may train meanwhile. A run that is started goes before, and ends it.',
      'Exit code 1 where the same steps, taken twice, are not the same bit for bit.',
    ],
  },
  update: {
    usage: 'update [--check | --get] [--daily on|off] [--source URL]',
    summary: 'Tell of newer versions of Trainyard, look for one, or fetch it',
    options: ['check', 'get', 'daily', 'source'],
    details: [
      'Nothing is asked of the network without --check or --get, unless it looks once a day (--daily on).',
      '--check      asks whether there is a newer version, and shows what is new in it',
      '--get        fetches its package too, checked by signature and SHA-256; cut off, the same again goes on',
      '--source     a folder on the web that has update.json, in place of the one that it was packaged with; "" takes that back',
    ],
  },
  'ray-worker': {
    usage: 'ray-worker <folder>',
    summary: 'What runs on a node of a Ray cluster: Trainyard itself has it started there',
    options: [],
    details: ['<folder>     of one start of a run, in the folder that is shared with the cluster'],
  },
  doctor: { usage: 'doctor', summary: 'Tell what this machine can train with', options: [], details: [] },
  help: { usage: 'help [command]', summary: 'Explain the commands', options: [], details: [] },
  version: { usage: 'version', summary: 'Print the version', options: [], details: [] },
} as const satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof COMMANDS;

export const isCommandName = (text: string): text is CommandName => Object.hasOwn(COMMANDS, text);
