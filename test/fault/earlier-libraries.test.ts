import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Terminal } from '../terminal';

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

describe.each(COMMITS)('a library that commit %s wrote', (commit) => {
  it('opens, is whole, is brought to the newest format, and trains on', async () => {
    const library = unpacked(commit);
    try {
      const terminal = await Terminal.open(library);
      const ok = async (...args: string[]) => {
        const ended = await terminal.run(args);
        expect(ended.code, `${args.join(' ')}: ${ended.stderr}${ended.stdout}`).toBe(0);
        return ended.lines;
      };
      const [run, ...others] = await ok('runs');
      expect(run).toMatchObject({ state: 'completed', lastEpoch: 2 });
      expect(others).toEqual([]);
      expect(await ok('library', 'check')).toEqual([
        expect.objectContaining({
          event: 'done',
          runs: 1,
          evaluations: expect.any(Number),
          datasets: 1,
          findings: 0,
        }),
      ]);
      expect(JSON.parse(readFileSync(join(library, 'library.json'), 'utf8'))).toMatchObject({ format: 1 });
      const [dataset] = readdirSync(join(library, 'datasets'));
      const document = JSON.parse(readFileSync(join(library, 'datasets', dataset!, 'dataset.json'), 'utf8'));
      expect(document.version).toBe(2);
      // A run that goes on from its last checkpoint has three epochs, the third of which is trained here.
      const trained = await ok('train', '--from', 'last', '--continue', '--set', 'epochs=3');
      expect(trained.filter(({ event }) => event === 'epoch').map(({ epoch }) => epoch)).toEqual([3]);
      expect(trained.at(-1)).toMatchObject({ event: 'done', state: 'completed' });
      const evaluated = await ok('eval', String(run!['id']), '--checkpoint', 'best');
      expect(evaluated.at(-1)).toMatchObject({ event: 'done', samples: 40 });
      expect((await ok('library', 'check')).at(-1)).toMatchObject({ runs: 2, findings: 0 });
    } finally {
      rmSync(library, { recursive: true, force: true });
    }
  });
});
