import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { StudioClient } from '@shared/contract/client';
import { datasetDocumentSchema } from '@shared/contract/dataset';
import { ENDED_STATES } from '@shared/contract/run';
import { Host } from '../chaos/host';

/**
 * Libraries as earlier commits wrote them: a tiny dataset, a run of two epochs, an evaluation. Never changed, only added to:
 * `npm run build` there, then `data import`, `train` and `eval` on a fresh library, without its lock and index.
 */
const FOLDER = resolve('test/fault/earlier-libraries');
const COMMITS = readdirSync(FOLDER).map((name) => name.replace('.zip', ''));

function unpacked(commit: string): string {
  const library = mkdtempSync(join(tmpdir(), 'trainyard-earlier-'));
  const files = unzipSync(new Uint8Array(readFileSync(join(FOLDER, `${commit}.zip`))));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(library, path)), { recursive: true });
    writeFileSync(join(library, path), bytes);
  }
  return library;
}

async function findingsOf({ library }: StudioClient) {
  let check = await library.check({ mend: false });
  while (check.state === 'checking') {
    await sleep(20);
    check = (await library.checked())!;
  }
  return check;
}

describe.each(COMMITS)('a library that commit %s wrote', (commit) => {
  it('opens, is whole, is brought to the newest format, and trains on', async () => {
    const folder = unpacked(commit);
    const host = new Host(folder);
    try {
      await host.start();
      const { client } = host;
      const [run, ...others] = await client.runs.list();
      expect([run?.state, run?.lastEpoch, others]).toEqual(['completed', 2, []]);
      expect(await findingsOf(client)).toMatchObject({ runs: 1, checkpoints: 2, datasets: 1, findings: [] });
      expect(JSON.parse(readFileSync(join(folder, 'library.json'), 'utf8'))).toMatchObject({ format: 1 });
      const dataset = readFileSync(join(folder, 'datasets', run!.spec.data.dataset, 'dataset.json'), 'utf8');
      expect(JSON.parse(dataset)).toMatchObject({ version: 2 });
      expect(datasetDocumentSchema.safeParse(JSON.parse(dataset)).success).toBe(true);
      // A run that goes on from its last checkpoint has three epochs, the third of which is trained here.
      const { spec } = await client.runs.get({ run: run!.id });
      const start = { run: run!.id, checkpoint: run!.resumableFrom!, mode: 'continue' as const };
      const made = await client.runs.create({ spec: { ...spec, epochs: 3, start, test: { atEnd: true } } });
      const isOver = async () => {
        const { state, finalTest } = await client.runs.get({ run: made.id });
        return ENDED_STATES.includes(state) && finalTest?.state !== 'due';
      };
      while (!(await isOver())) await sleep(50);
      const trained = await client.runs.get({ run: made.id });
      expect([trained.state, trained.epochs.map(({ epoch }) => epoch)]).toEqual(['completed', [3]]);
      expect(await client.evaluations.list({ run: made.id })).toMatchObject([{ samples: 40, isFinal: true }]);
      expect(await findingsOf(client)).toMatchObject({ runs: 2, findings: [] });
    } finally {
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
