import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf } from '../descendants-of';
import { freePort } from '../free-port';

const START_MS = 540_000;
/** So long may pass until a run comes to a node. */
const TRAINS_MS = 240_000;
/**
 * On a machine that is busy all takes longer than Ray waits for. That a node's agent is up within 15 s is fixed, so a node that
 * did not come up is started anew.
 */
const PATIENCE = {
  RAY_gcs_server_request_timeout_seconds: '120',
  RAY_health_check_timeout_ms: '60000',
  RAY_agent_register_timeout_ms: '120000',
};

/** A node of the cluster: `ray start` and all that it has started. */
interface Node {
  process: ChildProcess;
  output: () => string;
}

/** A real Ray cluster whose nodes are processes of this machine, with one CPU each. */
export class RayCluster {
  readonly #nodes: Node[] = [];

  private constructor(
    readonly python: string,
    readonly folder: string,
    readonly port: number,
    readonly dashboardPort: number,
  ) {}

  /** @param python of an environment that has ray[default] */
  static async start(python: string): Promise<RayCluster> {
    // Ray puts sockets there, whose paths may have no more than 107 bytes.
    const folder = await mkdtemp('/tmp/ray-');
    const cluster = new RayCluster(python, folder, await freePort(), await freePort());
    const head = `--head --port ${cluster.port} --include-dashboard true --temp-dir ${folder}`;
    const dashboard = `--dashboard-host 127.0.0.1 --dashboard-port ${cluster.dashboardPort}`;
    const isUp = async () =>
      (await fetch(`${cluster.http}/api/version`)).ok && (await cluster.aliveNodes()) > 0;
    await cluster.#node(`${head} ${dashboard}`.split(' '), isUp);
    return cluster;
  }

  get http(): string {
    return `http://127.0.0.1:${this.dashboardPort}`;
  }

  get address(): string {
    return `ray://127.0.0.1:${this.dashboardPort}`;
  }

  /** Starts a node, anew where it ends before it is up. */
  async #node(args: readonly string[], isUp: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_MS;
    let said = '';
    while (Date.now() < deadline) {
      const node = this.#spawn(args);
      this.#nodes.push(node);
      while (node.process.exitCode === null && Date.now() < deadline) {
        if (await isUp().catch(() => false)) return;
        await sleep(500);
      }
      said = node.output();
      kill(node);
      this.#nodes.pop();
    }
    await this.stop();
    throw new Error(`The cluster did not come up:\n${said}`);
  }

  #spawn(args: readonly string[]): Node {
    const ray = join(dirname(this.python), 'ray');
    const child = spawn(
      ray,
      [
        'start',
        ...args,
        ...'--node-ip-address 127.0.0.1 --num-cpus 1 --num-gpus 0 --object-store-memory 80000000'.split(' '),
        ...'--disable-usage-stats --block'.split(' '),
      ],
      {
        env: { ...process.env, RAY_USAGE_STATS_ENABLED: '0', RAY_DISABLE_IMPORT_WARNING: '1', ...PATIENCE },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    return { process: child, output: () => output };
  }

  /** Adds a node of one CPU, and waits until the cluster knows it. */
  async addNode(): Promise<void> {
    const count = this.#nodes.length + 1;
    await this.#node(['--address', `127.0.0.1:${this.port}`], async () => (await this.aliveNodes()) >= count);
  }

  /** How many nodes the cluster takes for alive. */
  async aliveNodes(): Promise<number> {
    const answer = await fetch(`${this.http}/nodes?view=summary`);
    const text = await answer.text();
    return [...text.matchAll(/"state":\s*"ALIVE"/g)].length;
  }

  /**
   * Kills the node that was added last while a run trains there, as a power cut would: nothing of it has time to say anything.
   *
   * @throws Error when no run came to that node within a few minutes
   */
  async killLastNodeWhileItTrains(): Promise<void> {
    const node = this.#nodes.at(-1);
    if (node?.process.pid === undefined) throw new Error('There is no other node.');
    const until = performance.now() + TRAINS_MS;
    let before: number[] = [];
    while (performance.now() < until) {
      const all = descendantsOf(node.process.pid);
      const training = all.filter(({ args }) => args.includes(' ray-worker ')).map(({ pid }) => pid);
      // Seen twice, a second apart: it has begun.
      if (training.some((pid) => before.includes(pid))) {
        this.#nodes.pop();
        kill(node);
        for (const { pid } of all) end(pid);
        return;
      }
      before = training;
      await sleep(1000);
    }
    throw new Error('No run trained on the last node.');
  }

  async stop(): Promise<void> {
    for (const node of this.#nodes.splice(0).toReversed()) kill(node);
    await sleep(1000);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** `ray start --block` takes all that it has started with it, however it ends. */
function kill({ process: child }: Node): void {
  if (child.pid !== undefined) end(-child.pid);
}

/** @param pid of a process, or of a group with a minus before it */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
