import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Terminal } from '../terminal';
import { CASES, GREY_PICTURE, importData, PREDICTED_ROW, type CaseData } from './exported-cases';
import { exportedScript, trainedRun, type TrainedRun } from './exported-run';

/** So many losses have to agree to 1e-5; after them, chaos parts all runs. */
const FIRST = 20;

/** A Python with the packages of requirements.txt; `npm run test:peers` makes one. */
const python = process.env['TRAINYARD_PYTHON'];
/** One that has PyTorch: the benchmark installs it, and here it would take minutes. */
const torchPython = process.env['TRAINYARD_TORCH_PYTHON'] ?? python;

const hasTorch =
  torchPython !== undefined &&
  spawnSync(torchPython, [
    '-c',
    'import importlib.util as i, sys; sys.exit(not (i.find_spec("torch") and i.find_spec("safetensors")))',
  ]).status === 0;

/** What `predict` says. */
const WORDS: Record<CaseData, RegExp> = {
  pictures: /^\d \d+\.\d%, \d \d+\.\d%, \d \d+\.\d%$/m,
  kind: /(high|middle|low) \d+\.\d%/,
  value: /^value -?\d/m,
};

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
          const call = await exportedScript(terminal, run, {
            format: framework,
            to: place,
            python: (framework === 'flax' ? python : torchPython)!,
          });
          const checked = await call(['check']);
          const apart = Number(/samples is (\S+)\.\s/.exec(checked)?.[1]);
          expect(apart).toBeLessThan(1e-5);
          const from = join(terminal.library, 'datasets', datasets[data]);
          const trained = async (more?: NodeJS.ProcessEnv) => {
            const log = join(place, 'losses.csv');
            await call(['train', '--data', from, '--steps', String(FIRST), '--log', log], more);
            const lines = (await readFile(log, 'utf8')).trim().split('\n').slice(1);
            expect(lines.length).toBe(FIRST);
            const differences = lines.map((line, step) =>
              Math.abs(Number(line.split(',')[1]) - run.losses[step]!),
            );
            return Math.max(...differences);
          };
          const parted = await trained();
          console.log(`${name}, ${framework}: answers ${apart}, losses ${parted.toExponential(1)}`);
          expect(parted).toBeLessThan(1e-5);
          if (framework === 'flax' && name === 'MLP') {
            expect(await trained({ XLA_FLAGS: '--xla_force_host_platform_device_count=4' })).toBeLessThan(
              1e-5,
            );
          }
          // What was trained is a file of weights like the other.
          const asked = join(place, data === 'pictures' ? 'grey.pgm' : 'row.csv');
          await writeFile(asked, data === 'pictures' ? GREY_PICTURE : PREDICTED_ROW);
          const said = await call(['predict', asked, '--weights', 'trained.safetensors']);
          expect(said).toMatch(WORDS[data]);
        },
      );
    }
  });
});
