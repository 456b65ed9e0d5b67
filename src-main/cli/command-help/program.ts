import type { CommandGroup } from './command-help';

/** The program itself, its library, and the machines that it runs on. */
export const PROGRAM_COMMANDS = {
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
} as const satisfies CommandGroup;
