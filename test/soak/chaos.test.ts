import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { ENDED_STATES } from '@shared/contract/run';
import type { LibraryCheck } from '@shared/contract/library-check';
import { ACTIONS, harm, type Chaos } from '../chaos/actions';
import { Host } from '../chaos/host';
import { Ledger } from '../chaos/ledger';
import { Pages } from '../chaos/pages';
import { Random } from '../chaos/random';
import { importSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

const isShort = process.env['TRAINYARD_SOAK'] === 'short';
/** TRAINYARD_CHAOS_MINUTES=60 for an hour of it, as `npm run bench -- --chaos` has it. */
const MINUTES = Number(process.env['TRAINYARD_CHAOS_MINUTES'] ?? (isShort ? 1.5 : 10));
const SEED = Number(process.env['TRAINYARD_CHAOS_SEED'] ?? Date.now() % 1e6);
/** Longer than anything takes here, so that a studio that hangs is found. */
const PATIENCE_MS = 120_000;

/** A call may be refused, for good reasons; it may not fail for bad ones. */
async function tolerantly(what: string, act: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`"${what}" was not over after ${PATIENCE_MS / 1000} s.`)),
      PATIENCE_MS,
    );
  });
  try {
    await Promise.race([act(), late]);
  } catch (error) {
    const isRefused = error instanceof ORPCError && error.code !== 'INTERNAL_SERVER_ERROR';
    if (!isRefused) throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function checked({ host }: Chaos, mend: boolean): Promise<LibraryCheck> {
  let check = await host.client.library.check({ mend });
  while (check.state === 'checking') {
    await sleep(50);
    check = (await host.client.library.checked())!;
  }
  expect(check.state, check.reason).toBe('checked');
  return check;
}

/** After every restart: all that was confirmed is there, and what cannot be mended was harmed by the test. */
async function expectNothingLost(chaos: Chaos): Promise<void> {
  const { findings } = await checked(chaos, true);
  chaos.ledger.expectExplained(findings);
  await chaos.ledger.expectAll(chaos.host.client);
}

async function restart(chaos: Chaos, how: 'kill' | 'stop'): Promise<void> {
  await chaos.host[how]();
  await chaos.pages?.closeAll();
  if (chaos.random.below(4) > 0) harm(chaos);
  await chaos.host.start();
  await expectNothingLost(chaos);
  await tolerantly('go on', () => chaos.host.client.queue.goOn());
}

/** Lets everything that can go on come to its end. */
async function letAllEnd({ host }: Chaos): Promise<void> {
  await tolerantly('release', () => host.client.queue.release());
  for (const { id, state } of await host.client.runs.list()) {
    if (state !== 'completed' && state !== 'queued' && state !== 'running' && state !== 'starting') {
      await tolerantly('resume', () => host.client.runs.resume({ run: id }));
    }
  }
  const isUnderWay = async () =>
    (await host.client.runs.list()).some(({ state }) => !ENDED_STATES.includes(state)) ||
    (await host.client.jobs.list()).some(({ state }) => state === 'running');
  for (let waited = 0; await isUnderWay(); waited += 200) {
    expect(waited).toBeLessThan(10 * 60_000);
    await sleep(200);
  }
}

const claim = `nothing that was confirmed is lost in ${MINUTES} minutes of chaos, seed ${SEED}`;
it(claim, { timeout: (MINUTES + 30) * 60_000 }, async () => {
  console.log(`chaos: TRAINYARD_CHAOS_SEED=${SEED}`);
  const disk = await mkdtemp(join(tmpdir(), 'trainyard-chaos-'));
  const hasOwnDisk =
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600m', 'tmpfs', disk]).status === 0;
  const library = join(disk, 'library');
  const host = new Host(library);
  const pages = Pages.onThisMachine(host);
  try {
    const dataset = await importSmallDataset(await Terminal.open(library));
    const ledger = new Ledger();
    const chaos: Chaos = { host, ledger, random: new Random(SEED), dataset, hasOwnDisk, disk, pages };
    await host.start();
    const did = new Map<string, number>();
    const end = performance.now() + MINUTES * 60_000;
    while (performance.now() < end) {
      const action = chaos.random.weighted([...ACTIONS, { name: 'restart', weight: 2 }]);
      did.set(action.name, (did.get(action.name) ?? 0) + 1);
      if (!('do' in action)) {
        // Sometimes in the middle of something.
        const other = chaos.random.weighted(ACTIONS);
        const cutOff = other.do(chaos).catch(() => {});
        await sleep(chaos.random.below(60));
        await restart(chaos, chaos.random.below(4) === 0 ? 'stop' : 'kill');
        await Promise.race([cutOff, sleep(3000)]);
      } else await tolerantly(action.name, () => action.do(chaos));
      await chaos.ledger.note(host.client);
      await sleep(chaos.random.below(800));
    }
    await restart(chaos, 'kill');
    await letAllEnd(chaos);
    await expectNothingLost(chaos);
    const again = await checked(chaos, false);
    chaos.ledger.expectExplained(again.findings);
    expect(again.findings.filter(({ state }) => state !== 'yours')).toEqual([]);
    await pages?.expectTruth(host.client);
    expect(pages?.faults ?? []).toEqual([]);
    const states = (await host.client.runs.list()).map(({ state }) => state);
    console.log(
      `chaos: ${[...did].map(([name, times]) => `${name} ${times}`).join(', ')}; ${host.starts} starts; ` +
        `${chaos.ledger.runs.size} runs, ${states.filter((state) => state === 'completed').length} of ${states.length} completed; ` +
        `harmed ${chaos.ledger.harms} times, ${chaos.ledger.harmed.size} times for good; ${again.checkpoints} checkpoints and ${again.evaluations} evaluations are good; ` +
        (pages
          ? `${pages.opened} pages opened, ${pages.killed} killed, ${pages.looks} times one showed the truth`
          : 'no pages, as there is no Chromium'),
    );
    await host.stop();
    expect((await readdir(library)).filter((name) => name.startsWith('studio.lock'))).toEqual([]);
  } finally {
    await pages?.end();
    await host.kill();
    if (hasOwnDisk) spawnSync('umount', [disk]);
    await rm(disk, { recursive: true, force: true });
  }
});
