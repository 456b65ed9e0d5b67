import { Agent, request } from 'node:http';
import { readFileSync } from 'node:fs';

/**
 * Asks a model that `trainyard serve-model` serves, over many connections at once, and tells what came of it.
 *
 *     node test/bench/model-load.ts http://127.0.0.1:7700 '{"rows":[[1,2]]}' [seconds] [connections] [pid …]
 *
 * A body that begins with @ is a picture's file. Of the processes that are named the memory is told, before and after.
 */
const [address = '', body = '', seconds = '60', connections = '64', ...pids] = process.argv.slice(2);
const isFile = body.startsWith('@');
const payload = isFile ? readFileSync(body.slice(1)) : Buffer.from(body);
const headers = {
  'Content-Type': isFile ? 'image/png' : 'application/json',
  'Content-Length': payload.length,
};
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const times: number[] = [];
let failed = 0;

function post(): Promise<void> {
  return new Promise((resolve) => {
    const started = performance.now();
    const asked = request(`${address}/predict`, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) failed++;
      response.resume();
      response.on('end', () => {
        times.push(performance.now() - started);
        resolve();
      });
    });
    asked.on('error', () => {
      failed++;
      resolve();
    });
    asked.end(payload);
  });
}

const memory = () =>
  pids.map((pid) => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes) / 1024);
  });

async function main(): Promise<void> {
  const loop = async (until: number) => {
    while (performance.now() < until) await post();
  };
  const all = (milliseconds: number) => {
    const until = performance.now() + milliseconds;
    return Promise.all(Array.from({ length: Number(connections) }, () => loop(until)));
  };
  await all(1000);
  times.length = 0;
  const before = memory();
  const started = performance.now();
  await all(Number(seconds) * 1000);
  const took = (performance.now() - started) / 1000;
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  console.log(
    JSON.stringify({
      requests: times.length,
      failed,
      perSecond: Math.round(times.length / took),
      p50: Number(at(0.5).toFixed(1)),
      p99: Number(at(0.99).toFixed(1)),
      most: Number(at(1).toFixed(1)),
      memoryBefore: before,
      memoryAfter: memory(),
    }),
  );
  agent.destroy();
}
await main();
