import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { descendantsOf } from '../descendants-of';

const requestSchema = z.object({
  submission_id: z.string(),
  entrypoint: z.string(),
  entrypoint_num_cpus: z.number(),
});

interface Job {
  id: string;
  status: 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';
  message: string;
  error_type: string | null;
  driver_exit_code: number | null;
  child: ChildProcess | undefined;
  entrypoint: string;
}

/**
 * Answers as the dashboard of a Ray cluster does, and runs each job as a process of its own on this machine. For tests of all
 * that is ours; `npm run test:ray` has a real cluster.
 */
export class StandInCluster {
  readonly jobs: Job[] = [];
  /** how many jobs may run at once; others wait */
  slots = Infinity;
  /** takes the next submission, and cuts the connection instead of answering */
  losesNextAnswer = false;
  /** the point of `crash-point.ts` at which the next job stands still, so that it cannot end before a test is done with it */
  holdsNextAt: string | undefined;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** @param port of one that was stopped before */
  static async start(port = 0): Promise<StandInCluster> {
    const cluster = new StandInCluster();
    await new Promise<void>((resolve) => cluster.#server.listen(port, '127.0.0.1', resolve));
    return cluster;
  }

  /** as somebody would write it */
  get address(): string {
    return `ray://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Kills the node of a job: the job's processes are gone, and the cluster finds out. */
  killNode(job: Job): void {
    end(job.child);
    job.status = 'FAILED';
    job.message = 'Job supervisor actor died: The actor died because its node has died.';
    job.error_type = 'JOB_SUPERVISOR_ACTOR_DIED';
    this.#startNext();
  }

  /** Has a job go on that stands still, or is about to. */
  letGoOn({ child }: Job): void {
    const going = setInterval(() => signal(child, 'SIGCONT'), 50);
    child?.once('close', () => clearInterval(going));
  }

  /** Answers no more, while its jobs go on: as a dashboard that ended, or a network that is cut. */
  async goAway(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async stop(): Promise<void> {
    for (const { child } of this.jobs) end(child);
    await this.goAway();
  }

  #startNext(): void {
    const running = this.jobs.filter(({ status }) => status === 'RUNNING').length;
    const next = this.jobs.find(({ status }) => status === 'PENDING');
    if (next === undefined || running >= this.slots) return;
    next.status = 'RUNNING';
    let output = '';
    const env = {
      ...process.env,
      ...(this.holdsNextAt && { TRAINYARD_CRASH_AT: `${this.holdsNextAt}+hold` }),
    };
    this.holdsNextAt = undefined;
    const child = spawn(next.entrypoint, {
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    next.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('close', (code) => {
      if (next.status === 'RUNNING') {
        next.status = code === 0 ? 'SUCCEEDED' : 'FAILED';
        next.driver_exit_code = code;
        next.message =
          code === 0
            ? 'Job finished successfully.'
            : `Job entrypoint command failed with exit code ${code}, last available logs (truncated to 20,000 chars):\n${output}`;
      }
      this.#startNext();
    });
    this.#startNext();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const path = request.url ?? '';
    // Ray's dashboard takes nothing from a browser.
    if (request.method !== 'GET' && request.headers['sec-fetch-mode'] !== undefined) return send(405, '');
    if (path === '/api/version') return send(200, { version: '4', ray_version: '0.0.0', ray_commit: 'none' });
    if (request.method === 'POST' && path === '/api/jobs/') {
      let text = '';
      for await (const piece of request) text += String(piece);
      const asked = requestSchema.parse(JSON.parse(text));
      if (this.jobs.some(({ id }) => id === asked.submission_id)) {
        return send(500, `ValueError: Job with submission_id ${asked.submission_id} already exists.`);
      }
      this.jobs.push({
        id: asked.submission_id,
        status: 'PENDING',
        message: 'Job has not started yet.',
        error_type: null,
        driver_exit_code: null,
        child: undefined,
        entrypoint: asked.entrypoint,
      });
      this.#startNext();
      if (this.losesNextAnswer) {
        this.losesNextAnswer = false;
        return void request.socket.destroy();
      }
      return send(200, { job_id: asked.submission_id, submission_id: asked.submission_id });
    }
    const [, id = '', what] = /^\/api\/jobs\/([^/]+)(\/stop)?$/.exec(path) ?? [];
    const job = this.jobs.find((its) => its.id === id);
    if (job === undefined) return send(404, `Job ${id} does not exist`);
    if (what === undefined) {
      const { status, message, error_type, driver_exit_code } = job;
      return send(200, { status, message, error_type, driver_exit_code, submission_id: id });
    }
    if (job.status === 'PENDING' || job.status === 'RUNNING') {
      job.status = 'STOPPED';
      end(job.child);
      this.#startNext();
    }
    send(200, { stopped: true });
  }
}

/** Kills a job's processes, as a node that dies does. */
const end = (child: ChildProcess | undefined): void => signal(child, 'SIGKILL');

function signal(child: ChildProcess | undefined, name: NodeJS.Signals): void {
  if (child?.pid === undefined || child.exitCode !== null) return;
  for (const { pid } of [...descendantsOf(child.pid), { pid: child.pid }]) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself in this very moment.
    }
  }
}
