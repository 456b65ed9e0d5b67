import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ORPCError } from '@orpc/client';
import { refusalSchema } from '@shared/contract/refusal';
import type { StudioClient } from '@shared/contract/client';
import { parseSpec } from '@shared/spec/parse';
import { withValueAt } from '@shared/spec/path';
import type { Problem } from '@shared/spec/problem';
import { freshSpec } from '@shared/spec/fresh-spec';
import { PRESET_IDS, presets, suitingPresets, type PresetId } from '@shared/spec/presets';
import type { RunSpec } from '@shared/spec/run-spec';
import { withSetting } from '@shared/spec/with-setting';
import { didYouMean } from '@shared/format/did-you-mean';
import { problemSentence } from './failure';
import { findDataset } from './find-dataset';
import type { Output } from './output';
import { specFromRun } from './spec-from-run';
import type { SpecArguments } from './train-arguments';
import { UsageError } from './usage-error';

const listed = new Intl.ListFormat('en', { type: 'disjunction' });
const isPreset = (text: string): text is PresetId => PRESET_IDS.some((id) => id === text);

/** @throws {UsageError} when the file cannot be read, or holds no JSON object */
export async function readSpecFile(path: string): Promise<object> {
  const file = resolve(path);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      missing
        ? `"${path}" is neither a preset (${listed.format(PRESET_IDS)}) nor a spec file: check its spelling.${didYouMean(path, PRESET_IDS)}`
        : `The spec file ${file} cannot be read (${reason}).`,
      file,
    );
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError(`The spec file ${file} is not valid JSON (${reason}): correct it.`, file);
  }
  throw new UsageError(`The spec file ${file} holds no JSON object: write a run spec in it.`, file);
}

/** Without `--data` the digits are meant. @throws {UsageError} for a preset that has no use for pictures */
async function mustSuitDigits(client: StudioClient, what: PresetId): Promise<void> {
  const datasets = await client.datasets.list();
  const digits = datasets.find(({ source }) => source === 'drawn-digits');
  if (!digits || presets[what].suits(digits)) return;
  const suiting = datasets.filter((dataset) => presets[what].suits(dataset)).map(({ id }) => id);
  const here = suiting.length === 0 ? '' : `, or one of this library's: ${listed.format(suiting)}`;
  throw new UsageError(
    `${what} is for tables: say with --data which, a CSV or Parquet file${here}.`,
    '--data',
  );
}

/** The spec of the preset, file or run, about the dataset that was asked for. */
async function startingSpec(client: StudioClient, output: Output, command: SpecArguments): Promise<object> {
  const { what = '', from, file } = command;
  const set = command.settings.find(({ path }) => path === 'data.dataset')?.value;
  const asked = command.data ?? (typeof set === 'string' ? set : undefined);
  if (file && what === '') {
    const dataset = await findDataset(client, output, asked);
    const { settings } = await client.settings.get();
    const preset = suitingPresets(dataset)[0]?.id ?? 'table-classifier';
    return freshSpec(preset, dataset, settings);
  }
  if (from === undefined && isPreset(what)) {
    if (asked === undefined) await mustSuitDigits(client, what);
    const [dataset, { settings }] = [await findDataset(client, output, asked), await client.settings.get()];
    return freshSpec(what, dataset, settings);
  }
  const spec = from ? await specFromRun(client, from) : await readSpecFile(what);
  if (asked === undefined) return spec;
  return withValueAt(spec, 'data.dataset', (await findDataset(client, output, asked)).id);
}

/** The spec that is asked for is none: a field is missing, unknown or of another type. */
export class MalformedSpec extends UsageError {
  constructor(readonly problems: readonly Problem[]) {
    const [first, ...others] = problems;
    const more = others.length > 0 ? ` (and ${others.length} more: \`trainyard check\` lists all)` : '';
    super(`${first ? problemSentence(first) : 'The spec is not valid.'}${more}`, first?.path);
  }
}

/** The spec with a file's weights to begin with, and with its model where none was asked for. */
async function withFile(
  client: StudioClient,
  output: Output,
  spec: object,
  { what, file }: SpecArguments,
): Promise<object> {
  if (file === undefined) return spec;
  const { id, name, layers, arrays, notes } = await client.weights
    .bring({ path: resolve(file.path) })
    .catch((error: unknown) => {
      const refusal = error instanceof ORPCError ? refusalSchema.safeParse(error.data).data : undefined;
      const problem = refusal?.problems[0];
      throw problem ? new UsageError(problem.message, '--from') : error;
    });
  output.note(`${name} holds ${arrays.length} ${arrays.length === 1 ? 'array' : 'arrays'}.`);
  for (const note of notes) output.note(note);
  if (what === undefined && layers === null) {
    throw new UsageError(
      `${name} does not say what model its weights are of: name a preset or a spec before --from.`,
      '--from',
    );
  }
  const its = what === undefined && layers ? withValueAt(spec, 'model.layers', layers) : spec;
  return withValueAt(its, 'weights', { file: id, name, fit: file.fit });
}

/**
 * The spec that `train` or `check` is asked for: preset, file or another run's, then `--data`, `--set`, `--seed`, `--backend`.
 *
 * @throws {MalformedSpec} with every field that is wrong
 * @throws {UsageError} where there is nothing to begin with
 */
export async function buildSpec(
  client: StudioClient,
  output: Output,
  command: SpecArguments,
): Promise<RunSpec> {
  let spec = await startingSpec(client, output, command);
  if (command.file) spec = await withFile(client, output, spec, command);
  for (const { path, value } of command.settings) spec = withSetting(spec, path, value);
  if (command.seed !== undefined) spec = withValueAt(spec, 'seed', command.seed);
  if (command.backend !== undefined) spec = withValueAt(spec, 'backend', command.backend);
  const parsed = parseSpec(spec);
  if (parsed.ok) return parsed.spec;
  throw new MalformedSpec(parsed.problems);
}
