import {
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
  appendFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { presets } from '@shared/spec/presets';
import { ENDED_STATES, RESUMABLE_STATES, type ListedRun } from '@shared/contract/run';
import type { Host } from './host';
import type { Ledger } from './ledger';
import type { Pages } from './pages';
import type { Random } from './random';

export interface Chaos {
  host: Host;
  ledger: Ledger;
  random: Random;
  dataset: string;
  /** whether the library has a disk of its own, which may be filled */
  hasOwnDisk: boolean;
  disk: string;
  /** undefined where there is no browser */
  pages: Pages | undefined;
}

interface ChaosAction {
  name: string;
  weight: number;
  do: (chaos: Chaos) => Promise<void>;
}

const MOST_RUNS = 12;

const runsOf = ({ host }: Chaos): Promise<ListedRun[]> => host.client.runs.list();

async function oneOf(chaos: Chaos, wanted: (run: ListedRun) => boolean): Promise<ListedRun | undefined> {
  return chaos.random.of((await runsOf(chaos)).filter(wanted));
}

const isStill = ({ state }: ListedRun) => ENDED_STATES.includes(state);

async function create({ host, ledger, random, dataset }: Chaos): Promise<void> {
  const runs = await host.client.runs.list();
  if (runs.length >= MOST_RUNS) return;
  const its = await host.client.datasets.get({ dataset });
  const made = presets.mlp.spec(its);
  const spec = {
    ...made,
    epochs: 2 + random.below(6),
    batchSize: 64,
    seed: random.below(1000),
    test: { atEnd: random.below(2) === 0 },
    checkpoint: { ...made.checkpoint, everySteps: 10 + random.below(40), keep: undefined },
  };
  const run = await host.client.runs.create({ spec });
  ledger.run(run.id).names.add(run.name);
}

/** A call that may be cut off: before it, what it would lead to is possible, after it certain. */
async function label(chaos: Chaos): Promise<void> {
  const { host, ledger, random } = chaos;
  const run = await oneOf(chaos, () => true);
  if (!run) return;
  const [notes, known] = [`note ${random.below(1e6)}`, ledger.run(run.id)];
  known.notes.add(notes);
  await host.client.runs.label({ changes: [{ run: run.id, notes }] });
  known.notes = new Set([notes]);
}

async function rename(chaos: Chaos): Promise<void> {
  const { host, ledger, random } = chaos;
  const run = await oneOf(chaos, () => true);
  if (!run) return;
  const [name, known] = [`run ${random.below(1e6)}`, ledger.run(run.id)];
  known.names.add(name);
  await host.client.runs.rename({ run: run.id, name });
  known.names = new Set([name]);
}

async function discard(chaos: Chaos): Promise<void> {
  const { host, ledger } = chaos;
  const run = await oneOf(chaos, isStill);
  if (!run) return;
  const known = ledger.run(run.id);
  known.isBinned = 'maybe';
  await host.client.runs.discard({ run: run.id });
  known.isBinned = 'yes';
}

async function restore({ host, ledger, random }: Chaos): Promise<void> {
  const entry = random.of(await host.client.bin.list());
  if (!entry) return;
  const known = ledger.run(entry.run);
  known.isBinned = 'maybe';
  await host.client.bin.restore({ run: entry.run });
  known.isBinned = 'no';
}

async function pin({ host, ledger, random }: Chaos): Promise<void> {
  const good = (await host.client.checkpoints.list({})).filter(({ problem }) => problem === '');
  const checkpoint = random.of(good);
  if (!checkpoint) return;
  await host.client.checkpoints.pin({ run: checkpoint.run, checkpoint: checkpoint.id, pinned: true });
  ledger.run(checkpoint.run).pinned.add(checkpoint.id);
}

async function evaluate(chaos: Chaos): Promise<void> {
  const run = await oneOf(chaos, (one) => one.resumableFrom !== null);
  if (run) await chaos.host.client.evaluations.start({ run: run.id, checkpoint: 'last', split: 'test' });
}

async function onTraining(chaos: Chaos, act: (run: string) => Promise<unknown>): Promise<void> {
  const run = await oneOf(chaos, ({ state }) => state === 'running' || state === 'queued');
  if (run) await act(run.id);
}

async function resume(chaos: Chaos): Promise<void> {
  const run = await oneOf(chaos, ({ state }) => RESUMABLE_STATES.includes(state));
  if (run) await chaos.host.client.runs.resume({ run: run.id });
}

async function change(chaos: Chaos): Promise<void> {
  const run = await oneOf(chaos, ({ state }) => state === 'running' || state === 'paused');
  const learningRate = 0.0005 + chaos.random.share() * 0.002;
  if (run) await chaos.host.client.runs.change({ run: run.id, learningRate });
}

async function killEngines({ host }: Chaos): Promise<void> {
  for (const pid of host.engines()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it was quicker
    }
  }
}

async function fillDisk({ disk, hasOwnDisk, random }: Chaos): Promise<void> {
  if (!hasOwnDisk) return;
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - random.below(500_000))));
  } catch {
    // fuller than it looked
  }
  await sleep(500 + random.below(2500));
  rmSync(ballast, { force: true });
}

/** What a bad disk and strange programs do to a library that nobody has open; each names what it may have harmed. */
const HARMS: ((chaos: Chaos, run: string) => void)[] = [
  ({ host }, run) => appendFileSync(join(host.library, 'runs', run, 'events.jsonl'), '{"at":"20'),
  ({ host }, run) => {
    const metrics = join(host.library, 'runs', run, 'metrics');
    for (const name of readdirSync(metrics)) {
      if (name.endsWith('.log') && statSync(join(metrics, name)).size > 1024)
        appendFileSync(join(metrics, name), 'torn');
    }
  },
  ({ host }, run) => {
    const half = join(host.library, 'runs', run, 'checkpoints', '.9999-9.1.tmp');
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, 'model.safetensors'), 'half');
  },
  ({ host }) => writeFileSync(join(host.library, 'runs-index.json'), '{"version":1,"entr'),
  ({ host }) => writeFileSync(join(host.library, 'queue.json'), ''),
  ({ host, random, ledger }, run) => {
    const checkpoints = join(host.library, 'runs', run, 'checkpoints');
    const id = random.of(readdirSync(checkpoints).filter((name) => !name.startsWith('.')));
    if (id === undefined) return;
    ledger.harmed.add(`runs/${run}/checkpoints/${id}`);
    const file = openSync(join(checkpoints, id, 'model.safetensors'), 'r+');
    writeSync(file, Buffer.from([random.below(256), 1, 2, 3]), 0, 4, 3000 + random.below(5000));
    closeSync(file);
  },
  ({ host, random, ledger }, run) => {
    const evaluations = join(host.library, 'runs', run, 'evaluations');
    const name = random.of(readdirSync(evaluations));
    if (name === undefined) return;
    ledger.harmed.add(`runs/${run}/evaluations/${name}`);
    rmSync(join(evaluations, name));
  },
];

/** Harms a library that nobody has open. */
export function harm(chaos: Chaos): void {
  const runs = readdirSync(join(chaos.host.library, 'runs')).filter((name) => !name.startsWith('.'));
  const run = chaos.random.of(runs);
  if (run === undefined) return;
  try {
    chaos.random.of(HARMS)?.(chaos, run);
    chaos.ledger.harms += 1;
  } catch {
    // There is nothing of that kind yet.
  }
}

export const ACTIONS: readonly ChaosAction[] = [
  { name: 'create', weight: 5, do: create },
  { name: 'label', weight: 2, do: label },
  { name: 'rename', weight: 1, do: rename },
  { name: 'discard', weight: 1, do: discard },
  { name: 'restore', weight: 1, do: restore },
  { name: 'pin', weight: 2, do: pin },
  { name: 'evaluate', weight: 2, do: evaluate },
  {
    name: 'pause',
    weight: 2,
    do: (chaos) => onTraining(chaos, (run) => chaos.host.client.runs.pause({ run })),
  },
  {
    name: 'stop',
    weight: 1,
    do: (chaos) => onTraining(chaos, (run) => chaos.host.client.runs.stop({ run })),
  },
  { name: 'resume', weight: 5, do: resume },
  { name: 'change', weight: 1, do: change },
  { name: 'kill engines', weight: 3, do: killEngines },
  { name: 'open page', weight: 2, do: async ({ pages }) => void (await pages?.open()) },
  { name: 'look at pages', weight: 2, do: async ({ pages, host }) => pages?.expectTruth(host.client) },
  { name: 'kill page', weight: 2, do: async ({ pages, random }) => pages?.kill(random) },
  { name: 'close page', weight: 1, do: async ({ pages, random }) => pages?.close(random) },
  { name: 'kill browser', weight: 1, do: async ({ pages }) => pages?.killBrowser() },
  { name: 'fill disk', weight: 1, do: fillDisk },
];
