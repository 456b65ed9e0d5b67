import type { parseArgs, ParseArgsConfig } from 'node:util';
import { DATA_OPTIONS } from './data-arguments';
import { PLACE_OPTIONS } from './place-arguments';
import { SWEEP_OPTIONS } from './sweep-arguments';

/** With every command. */
export const COMMON_OPTIONS = {
  library: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Of any command: each means the same, and is of the same type, wherever it is taken. */
export const OPTIONS = {
  ...COMMON_OPTIONS,
  data: { type: 'string' },
  set: { type: 'string', multiple: true },
  seed: { type: 'string' },
  backend: { type: 'string' },
  from: { type: 'string' },
  continue: { type: 'boolean' },
  weights: { type: 'boolean' },
  fit: { type: 'string' },
  awake: { type: 'string' },
  'on-battery': { type: 'string' },
  'free-core': { type: 'string' },
  memory: { type: 'string' },
  checkpoint: { type: 'string' },
  name: { type: 'string' },
  'after-epoch': { type: 'boolean' },
  'go-on': { type: 'boolean' },
  yes: { type: 'boolean' },
  best: { type: 'string' },
  last: { type: 'string' },
  every: { type: 'string' },
  'accept-changes': { type: 'boolean' },
  'learning-rate': { type: 'string' },
  epochs: { type: 'string' },
  schedule: { type: 'string' },
  kind: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  force: { type: 'boolean' },
  mend: { type: 'boolean' },
  checkpoints: { type: 'string' },
  notify: { type: 'string' },
  'new-runs-keep': { type: 'string' },
  all: { type: 'boolean' },
  remove: { type: 'boolean' },
  tag: { type: 'string' },
  experiment: { type: 'string' },
  state: { type: 'string' },
  find: { type: 'string' },
  ...PLACE_OPTIONS,
  ...SWEEP_OPTIONS,
  seeds: { type: 'string' },
  min: { type: 'string' },
  max: { type: 'string' },
  steps: { type: 'string' },
  ...DATA_OPTIONS,
  token: { type: 'string' },
  ssh: { type: 'string' },
  new: { type: 'boolean' },
  check: { type: 'boolean' },
  get: { type: 'boolean' },
  daily: { type: 'string' },
  source: { type: 'string' },
  seconds: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  allow: { type: 'string', multiple: true },
} as const satisfies ParseArgsConfig['options'];

/** What was typed for each; undefined where an option was not given. */
export type OptionValues = ReturnType<
  typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>
>['values'];
