import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flaxFiles } from '../../src-main/engine/export/flax/flax-files';
import { torchFiles } from '../../src-main/engine/export/pytorch/torch-files';
import { Terminal } from '../terminal';
import { CASES, importData, PREDICTED_ROW, type CaseData } from './exported-cases';
import { trainedRun, written, type TrainedRun } from './exported-run';

/** So many losses have to agree to 1e-5; after them, chaos parts all runs. */
const FIRST = 20;

/** A Python with the packages of requirements.txt; `npm run test:peers` makes one. */
const python = process.env['TRAINYARD_PYTHON'];
/** One that has PyTorch: its only wheel in the package index brings gigabytes of CUDA with it, so it is not installed here. */
const torchPython = process.env['TRAINYARD_TORCH_PYTHON'] ?? python;

const hasTorch =
  torchPython !== undefined &&
  spawnSync(torchPython, [
    '-c',
    'import importlib.util as i, sys; sys.exit(not (i.find_spec("torch") and i.find_spec("safetensors")))',
  ]).status === 0;

describe.skipIf(python === undefined)('the code of a run', () => {
  let terminal: Terminal;
  let folder: string;
  let datasets: Record<CaseData, string>;

  beforeAll(async () => {
    terminal = await Terminal.openEmpty();
    folder = await mkdtemp(join(tmpdir(), 'exported-code-'));
    datasets = await importData(terminal);
    if (!hasTorch) {
      console.warn(
        'NOT RUN: the PyTorch scripts. Point TRAINYARD_TORCH_PYTHON at a Python that has torch, safetensors and pillow.',
      );
    }
  }, 120_000);

  afterAll(async () => {
    await terminal.close();
    if (process.env['TRAINYARD_KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
    else console.log(folder);
  });

  describe.each(CASES)('of a $name', ({ name, data, args }) => {
    let run: TrainedRun;
    beforeAll(async () => {
      const more = ['--set', 'epochs=1', '--set', 'test.atEnd=false', '--data', datasets[data]];
      run = await trainedRun(terminal, [...args, ...more]);
    }, 120_000);

    for (const framework of ['flax', 'pytorch'] as const) {
      it.skipIf(framework === 'pytorch' && !hasTorch)(
        `in ${framework} gives the same answers and losses`,
        async () => {
          const place = join(folder, `${name.replaceAll(/\W+/g, '-')}-${framework}`);
          const files = framework === 'flax' ? flaxFiles : torchFiles;
          const call = await written(
            files(run.model, run.answers),
            place,
            (framework === 'flax' ? python : torchPython)!,
          );
          const checked = await call('check');
          const apart = Number(/samples is (\S+)\.\s/.exec(checked)?.[1]);
          expect(apart).toBeLessThan(1e-5);
          const log = join(place, 'losses.csv');
          await call('train', '--data', run.datasetFolder, '--steps', String(FIRST), '--log', log);
          const theirs = (await readFile(log, 'utf8')).trim().split('\n').slice(1);
          expect(theirs.length).toBe(Math.min(FIRST, run.losses.length));
          const differences = theirs.map((line, step) =>
            Math.abs(Number(line.split(',')[1]) - run.losses[step]!),
          );
          console.log(
            `${name}, ${framework}: answers ${apart}, losses ${Math.max(...differences).toExponential(1)}`,
          );
          expect(Math.max(...differences)).toBeLessThan(1e-5);
          // What was trained is a file of weights like the other.
          const predicted = join(place, 'row.csv');
          if (data !== 'pictures') {
            await writeFile(predicted, PREDICTED_ROW);
            const said = await call('predict', predicted, '--weights', 'trained.safetensors');
            expect(said).toMatch(data === 'kind' ? /(high|middle|low) \d+\.\d%/ : /value -?\d/);
          }
        },
      );
    }
  });
});
