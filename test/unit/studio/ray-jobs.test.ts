import { afterEach, describe, expect, it } from 'vitest';
import { RayFault, RayJobs } from '../../../src-main/studio/ray/ray-jobs';
import { answers, MisbehavingServer, type Answer } from '../../misbehaving-server';

let server: MisbehavingServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function jobsAt(token: string | undefined, ...given: Answer[]): Promise<RayJobs> {
  server = await MisbehavingServer.start(...given);
  return new RayJobs(server.address('/').origin, token, 1);
}

const says =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const cuts: Answer = (request) => request.socket.destroy();

const JOB = { id: 'trainyard-1', entrypoint: 'true', cpus: 1, gpus: 0, metadata: {} };
const pending = says(200, { status: 'PENDING', message: null, error_type: null, driver_exit_code: null });
const missing = says(404, 'Job trainyard-1 does not exist');
const taken = says(200, { submission_id: 'trainyard-1' });

const faultOf = async (asked: Promise<unknown>): Promise<RayFault> => {
  const error: unknown = await asked.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(error).toBeInstanceOf(RayFault);
  return error as RayFault;
};

describe('a Ray cluster', () => {
  it('that is not there is told so', async () => {
    const fault = await faultOf(new RayJobs('http://127.0.0.1:59123', undefined, 1).version());
    expect(fault.kind).toBe('unreachable');
    expect(fault.why).toBe('no Ray cluster answers at http://127.0.0.1:59123 (nothing listens there)');
    expect(fault.message).toMatch(
      /No Ray cluster answers at http:\/\/127\.0\.0\.1:59123 \(nothing listens there\)/,
    );
  });

  it('that is something else is told so', async () => {
    const jobs = await jobsAt(undefined, answers(200));
    const { message } = await faultOf(jobs.version());
    expect(message).toMatch(/answers, but not as the dashboard of a Ray cluster does \(200\)/);
    server!.answers = [answers(404)];
    expect((await faultOf(jobs.version())).message).toMatch(/not as the dashboard/);
  });

  it('that wants a token, or another one, says which', async () => {
    const without = await jobsAt(undefined, answers(401));
    expect((await faultOf(without.version())).message).toMatch(/asks for a token: set RAY_AUTH_TOKEN/);
    const address = server!.address('/').origin;
    const other = new RayJobs(address, 'wrong', 1);
    expect((await faultOf(other.version())).message).toMatch(/does not take the token in RAY_AUTH_TOKEN/);
    expect(server!.asked.at(-1)?.headers.authorization).toBe('Bearer wrong');
  });

  it('is not given a job again whose answer was lost', async () => {
    const jobs = await jobsAt(undefined, cuts, pending);
    await jobs.submit(JOB);
    expect(server!.asked.map(({ path }) => path)).toEqual(['/api/jobs/', '/api/jobs/trainyard-1']);
  });

  it('is given a job again that it could not take', async () => {
    const jobs = await jobsAt(undefined, says(500, 'No available agent to submit job'), missing, taken);
    await jobs.submit(JOB);
    expect(server!.asked.map(({ path }) => path)).toEqual([
      '/api/jobs/',
      '/api/jobs/trainyard-1',
      '/api/jobs/',
    ]);
  });

  it('refuses a job in the last line of what it says, and is not asked again', async () => {
    const jobs = await jobsAt(
      undefined,
      says(400, 'Traceback:\n  File "x"\nValueError: no such resource\n'),
      missing,
    );
    const fault = await faultOf(jobs.submit(JOB));
    expect(fault.message).toMatch(/refused the job: ValueError: no such resource$/);
    expect(server!.asked).toHaveLength(2);
  });

  it('that forgot a job is told from one that is away', async () => {
    const jobs = await jobsAt(undefined, missing, cuts);
    expect((await faultOf(jobs.state('trainyard-1'))).kind).toBe('unknown');
    expect((await faultOf(jobs.state('trainyard-1'))).kind).toBe('unreachable');
  });
});
