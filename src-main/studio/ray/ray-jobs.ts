import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { errorCode } from '../../faults/data-error';
import { oneLine } from '../../faults/one-line';
import { askHttp } from './ask-http';

/** Milliseconds for one answer: a head node that is busy takes a few seconds. */
const ANSWER_MS = 20_000;
const STOP_ANSWER_MS = 5_000;
const MOST_TRIES = 4;
const RETRY_MS = 1_000;
const MOST_WORDS = 300;

/** A cluster could not be reached, or did not do what it was asked for. The message is one sentence. */
export class RayFault extends Error {
  override name = 'RayFault';

  constructor(
    message: string,
    /** whether it may be otherwise in a moment; `unknown` is a job that the cluster does not have */
    readonly kind: 'unreachable' | 'busy' | 'refused' | 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What is wrong, as a part of a sentence, without what to do about it. */
  get why(): string {
    return `${this.message.charAt(0).toLowerCase()}${this.message.slice(1)}`.replace(/(: check .*)?\.$/, '');
  }
}

const versionSchema = z.object({ ray_version: z.string() });
const submittedSchema = z.object({ submission_id: z.string() });
const jobSchema = z.object({
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
  error_type: z.string().nullish(),
  driver_exit_code: z.int().nullish(),
});

/** How a job stands. */
export interface RayJobState {
  status: z.infer<typeof jobSchema>['status'];
  /** Ray's own words, with the last lines that the job wrote where it failed */
  message: string;
  errorType: string;
  /** of the job's command; null where it did not come to its end */
  exitCode: number | null;
}

export interface RayJobRequest {
  /** the cluster takes each only once */
  id: string;
  /** a shell's command line */
  entrypoint: string;
  cpus: number;
  gpus: number;
  metadata: Record<string, string>;
}

/** Why there was no answer, in words. */
function silenceWords(error: unknown): string {
  const code = errorCode(error) ?? '';
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no machine of that name',
    EAI_AGAIN: 'its name cannot be looked up',
    EHOSTUNREACH: 'no way leads there',
    ENETUNREACH: 'no way leads there',
    ECONNRESET: 'the connection was cut',
    ABORT_ERR: 'nothing came in time',
  };
  return known[code] ?? (code || oneLine(error instanceof Error ? error.message : String(error)));
}

/** Of a Python traceback the last line says what happened. */
function lastLine(text: string): string {
  const line = text
    .split('\n')
    .map((its) => its.trim())
    .findLast((its) => its !== '');
  return oneLine(line ?? 'it did not say why').slice(0, MOST_WORDS);
}

/**
 * A Ray cluster's jobs, over the HTTP interface of its dashboard ("Ray Jobs REST API" in Ray's documentation). A cluster
 * that asks for a token is given RAY_AUTH_TOKEN's, as Ray's own tools do.
 */
export class RayJobs {
  /** @param address of the dashboard, without a slash at its end */
  constructor(
    readonly address: string,
    readonly token: string | undefined = process.env['RAY_AUTH_TOKEN'],
    readonly retryMs = RETRY_MS,
  ) {}

  /** Which Ray answers. @throws RayFault */
  async version(): Promise<string> {
    return (await this.#ask('GET', '/api/version', versionSchema)).ray_version;
  }

  /**
   * Submits a job, at most once however often answers are lost: the cluster refuses an id that it has, and then the job
   * is there.
   *
   * @throws RayFault when it is not there in the end
   */
  async submit({ id, entrypoint, cpus, gpus, metadata }: RayJobRequest): Promise<void> {
    const body = {
      submission_id: id,
      entrypoint,
      entrypoint_num_cpus: cpus,
      ...(gpus > 0 && { entrypoint_num_gpus: gpus }),
      runtime_env: {},
      metadata,
    };
    for (let tries = 1; ; tries++) {
      try {
        await this.#ask('POST', '/api/jobs/', submittedSchema, { body });
        return;
      } catch (error) {
        if (!(error instanceof RayFault)) throw error;
        if (await this.#has(id)) return;
        const isLasting = error.kind === 'refused' || error.kind === 'unknown';
        if (isLasting || tries === MOST_TRIES) throw error;
      }
      await sleep(tries * this.retryMs);
    }
  }

  async #has(id: string): Promise<boolean> {
    return this.state(id).then(
      () => true,
      () => false,
    );
  }

  /** @throws RayFault */
  async state(id: string): Promise<RayJobState> {
    const its = await this.#ask('GET', `/api/jobs/${encodeURIComponent(id)}`, jobSchema);
    return {
      status: its.status,
      message: its.message ?? '',
      errorType: its.error_type ?? '',
      exitCode: its.driver_exit_code ?? null,
    };
  }

  /** Has a job end, with a few seconds to do so by itself. @throws RayFault */
  async stop(id: string): Promise<void> {
    const path = `/api/jobs/${encodeURIComponent(id)}/stop`;
    await this.#ask('POST', path, z.unknown(), { withinMs: STOP_ANSWER_MS });
  }

  async #ask<Schema extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: Schema,
    { body, withinMs = ANSWER_MS }: { body?: object; withinMs?: number } = {},
  ): Promise<z.infer<Schema>> {
    const { address } = this;
    let status: number;
    let text: string;
    try {
      ({ status, text } = await askHttp(`${address}${path}`, {
        method,
        headers: {
          ...(body && { 'Content-Type': 'application/json' }),
          ...(this.token && { Authorization: `Bearer ${this.token}` }),
        },
        body: body && JSON.stringify(body),
        withinMs,
      }));
    } catch (error) {
      throw new RayFault(
        `No Ray cluster answers at ${address} (${silenceWords(error)}): check the address, and that the cluster's dashboard runs.`,
        'unreachable',
        { cause: error },
      );
    }
    if (status === 401 || status === 403) {
      throw new RayFault(
        this.token
          ? `The Ray cluster at ${address} does not take the token in RAY_AUTH_TOKEN: set it to the cluster's.`
          : `The Ray cluster at ${address} asks for a token: set RAY_AUTH_TOKEN to the cluster's, and start Trainyard again.`,
        'refused',
      );
    }
    const isOfJob = path !== '/api/version' && path !== '/api/jobs/';
    if (status === 404 && isOfJob && /\bdoes not exist\b/.test(text)) {
      throw new RayFault(`The Ray cluster at ${address} does not know the job.`, 'unknown');
    }
    if (status >= 500) {
      throw new RayFault(`The Ray cluster at ${address} did not do it: ${lastLine(text)}`, 'busy');
    }
    if (status === 400) {
      throw new RayFault(`The Ray cluster at ${address} refused the job: ${lastLine(text)}`, 'refused');
    }
    const parsed = status === 200 ? schema.safeParse(asJson(text)) : undefined;
    if (parsed?.success) return parsed.data;
    throw new RayFault(
      `${address} answers, but not as the dashboard of a Ray cluster does (${status}): check the port, which is usually 8265.`,
      'refused',
    );
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
