import { cp, link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Fills a library with as many runs as a person gathers in years, out of the real ones that it has: `node
 * test/bench/many-runs.ts LIBRARY COUNT`. Each is a whole run folder with files of its own; only weights and series,
 * which nothing ever changes, are hard links. Names, dates, states, tags and experiments differ, and so do seeds and
 * learning rates. `trainyard runs` and the Runs page are then measured on it.
 */
const [library, wanted] = process.argv.slice(2);
if (library === undefined || !(Number(wanted) > 0)) {
  throw new Error(
    'Say which library, which has a run that is completed or stopped, and how many runs: DIR COUNT.',
  );
}

/** As many as a run keeps by its usual policy, more or less. */
const CHECKPOINTS = 3;
const AT_ONCE = 16;
const HOUR = 3_600_000;
const EXPERIMENTS = ['', 'baseline', 'learning rates', 'wide and deep', 'augmentation'];
const TAGS = ['baseline', 'wide', 'sweep', 'keep', 'odd'];
const STATES = ['completed', 'completed', 'completed', 'completed', 'stopped', 'interrupted', 'failed'];

interface Source {
  folder: string;
  run: Record<string, unknown> & { spec: Record<string, unknown> & { optimizer: Record<string, unknown> } };
  name: string;
  /** the last ones */
  checkpoints: string[];
}

const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

async function readSources(runs: string): Promise<Source[]> {
  const found = (await readdir(runs)).filter((name) => !name.startsWith('.')).sort();
  const sources = await Promise.all(
    found.map(async (id) => {
      const folder = join(runs, id);
      const run: Source['run'] = await json(join(folder, 'run.json'));
      const { name }: { name: string } = await json(join(folder, 'labels.json'));
      const all = (await readdir(join(folder, 'checkpoints'))).sort();
      return { folder, run, name, checkpoints: all.slice(-CHECKPOINTS) };
    }),
  );
  return sources.filter(({ run }) => run['state'] === 'completed' || run['state'] === 'stopped');
}

async function linkAll(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    // What is appended to or replaced is the run's own.
    const isShared = name.endsWith('.safetensors') || name.endsWith('.parquet') || name.endsWith('.log');
    await (isShared ? link : cp)(join(from, name), join(to, name));
  }
}

async function writeCopy(source: Source, place: number, at: Date): Promise<void> {
  const id = `${at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${place.toString(36).padStart(4, '0')}`;
  const folder = join(library!, 'runs', id);
  await mkdir(folder, { recursive: true });
  await linkAll(join(source.folder, 'metrics'), join(folder, 'metrics'));
  for (const checkpoint of source.checkpoints) {
    const to = join(folder, 'checkpoints', checkpoint);
    await linkAll(join(source.folder, 'checkpoints', checkpoint), to);
    // Without its seal: that is of the run that it was saved by.
    const document = await json(join(to, 'checkpoint.json'));
    await writeFile(
      join(to, 'checkpoint.json'),
      JSON.stringify({ ...document, seal: undefined, run: id }, null, 1),
    );
  }
  await cp(join(source.folder, 'events.jsonl'), join(folder, 'events.jsonl'));
  const evaluated = await json(join(source.folder, 'evaluations.json')).catch(() => undefined);
  if (evaluated !== undefined) {
    const evaluations = evaluated.evaluations.map((one: { id: string }) => ({
      ...one,
      id: `${one.id}-${place}`,
      run: id,
    }));
    await writeFile(join(folder, 'evaluations.json'), JSON.stringify({ ...evaluated, evaluations }));
  }
  const labels = {
    version: 1,
    name: `${source.name}-${place + 2}`,
    tags:
      place % 3 === 0 ? [TAGS[place % TAGS.length], TAGS[(place >> 2) % TAGS.length]].filter(isFirst) : [],
    experiment: EXPERIMENTS[place % EXPERIMENTS.length],
    notes: place % 11 === 0 ? `The ${place}th try.` : '',
    archived: place % 23 === 22,
  };
  await writeFile(join(folder, 'labels.json'), JSON.stringify(labels, null, 1));
  const { run } = source;
  const document = {
    ...run,
    id,
    spec: {
      ...run.spec,
      seed: place,
      optimizer: { ...run.spec.optimizer, learningRate: Number((1e-4 * (1 + (place % 97))).toPrecision(3)) },
    },
    state: STATES[place % STATES.length],
    reason: place % STATES.length === STATES.length - 1 ? 'The loss became NaN at step 118.' : null,
    createdAt: at.toISOString(),
    startedAt: at.toISOString(),
    endedAt: new Date(at.getTime() + HOUR).toISOString(),
  };
  await writeFile(join(folder, 'run.json'), JSON.stringify(document, null, 1));
}

function isFirst<T>(one: T, at: number, all: T[]): boolean {
  return all.indexOf(one) === at;
}

const sources = await readSources(join(library, 'runs'));
if (sources.length === 0) throw new Error(`${library} has no run that is completed or stopped.`);
const oldest = Math.min(...sources.map(({ run }) => Date.parse(String(run['createdAt']))));
for (let from = 0; from < Number(wanted); from += AT_ONCE) {
  const places = Array.from({ length: Math.min(AT_ONCE, Number(wanted) - from) }, (_, at) => from + at);
  await Promise.all(
    places.map((place) =>
      writeCopy(sources[place % sources.length]!, place, new Date(oldest - (place + 1) * HOUR)),
    ),
  );
}
