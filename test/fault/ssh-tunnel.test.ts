import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshSpec } from '@shared/spec/fresh-spec';
import { childrenOf } from '../children-of';
import { ServingStudio } from '../serving-studio';
import { importSmallDataset, SMALL } from '../small-dataset';
import { sshd, startSshServer, type SshServer } from './ssh-server';

if (sshd === undefined)
  console.log('!! NOT TESTED: the tunnel with a real SSH server, because there is no sshd.');

describe.skipIf(sshd === undefined && process.env['CI'] !== 'true')(
  'a machine behind a real SSH server',
  () => {
    let folder: string;
    let server: SshServer;
    let here: ServingStudio;
    let there: ServingStudio;
    let dataset: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'trainyard-ssh-'));
      server = await startSshServer(folder);
      const PATH = `${server.folder}${delimiter}${process.env['PATH'] ?? ''}`;
      [here, there] = await Promise.all([ServingStudio.prepare({ PATH }), ServingStudio.prepare()]);
      dataset = await importSmallDataset(here.terminal);
      await Promise.all([here.serve(), there.serve()]);
    });
    afterAll(async () => {
      await Promise.all([here.close(), there.close()]);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const add = async (host: string, port = there.port) =>
      here.client.machines
        .add({ name: 'box', way: { by: 'ssh', host, port }, token: await there.token() })
        .then(
          () => '',
          (error: Error) => error.message,
        );
    const state = async () => (await here.client.machines.list()).machines[0]?.state;
    async function until<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
        const found = await look();
        if (found !== undefined) return found;
      }
      throw new Error(`it did not come to this: ${what}`);
    }
    const isSsh = (pid: number) =>
      spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() === 'ssh';
    const tunnels = () => childrenOf(here.pid).filter(isSsh);

    it('that does not let us in, or is not known to be the right one, is refused in its own words', async () => {
      expect(await add('barred')).toMatch(
        /^The SSH tunnel to barred could not be opened \(.*Permission denied \(publickey\)\.\): try `ssh barred` in a terminal/,
      );
      expect(await add('stranger')).toContain('Host key verification failed.');
      expect((await here.client.machines.list()).machines).toEqual([]);
    });

    it('trains, and is reached again after its tunnel was killed', async () => {
      expect(await add('box')).toBe('');
      expect(await state()).toBe('reachable');
      const its = (await here.client.datasets.list()).find(({ id }) => id === dataset)!;
      const spec = {
        ...freshSpec('mlp', its, undefined),
        name: 'through the tunnel',
        epochs: 1,
        batchSize: SMALL.batchSize,
        test: { atEnd: false },
      };
      const run = await here.client.runs.create({ spec, on: 'box' });
      await until('it is done', async () =>
        (await here.client.runs.get({ run: run.id })).state === 'completed' ? true : undefined,
      );
      expect((await there.client.runs.list()).map(({ name }) => name)).toEqual(['through the tunnel']);

      const [tunnel] = tunnels();
      process.kill(tunnel!, 'SIGKILL');
      await until('the tunnel is another one', async () => {
        const [another] = tunnels();
        return another !== undefined && another !== tunnel && (await state()) === 'reachable'
          ? true
          : undefined;
      });
      expect((await here.client.runs.get({ run: run.id })).state).toBe('completed');
    });
  },
);
