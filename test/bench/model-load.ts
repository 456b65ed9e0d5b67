import { connect, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';

/**
 * Asks a server `POST /predict` over many connections at once, each of which sends its next request when it has its
 * answer, and prints what came of it as one line of JSON. It speaks HTTP by itself: Node's own client would take more of
 * the processor than the servers that are measured.
 *
 *     node test/bench/model-load.ts PORT BODIES TYPE SECONDS CONNECTIONS
 *
 * BODIES is a JSON file with a list of bodies in base64, which the connections take in turn; TYPE their content type.
 */
const [port = '', bodiesFile = '', type = '', seconds = '60', connections = '64'] = process.argv.slice(2);
const parsed: unknown = JSON.parse(readFileSync(bodiesFile, 'utf8'));
if (!Array.isArray(parsed)) throw new Error(`${bodiesFile} is no list`);
const requests = parsed.map((text) => {
  const body = Buffer.from(String(text), 'base64');
  const head = `POST /predict HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
});

let times: number[] = [];
let failed = 0;
let until = 0;

/** One connection: sends, waits for the whole answer, sends again. Resolves when the time is over. */
function talk(at: number): Promise<void> {
  return new Promise((resolve) => {
    let next = at;
    let sent = 0;
    let answer = Buffer.alloc(0);
    let isOver = false;
    const socket: Socket = connect(Number(port), '127.0.0.1');
    socket.setNoDelay(true);
    const ask = () => {
      if (performance.now() >= until) {
        isOver = true;
        socket.destroy();
        return resolve();
      }
      sent = performance.now();
      socket.write(requests[next++ % requests.length]!);
    };
    socket.on('connect', ask);
    socket.on('data', (data) => {
      answer = answer.length === 0 ? data : Buffer.concat([answer, data]);
      const end = answer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = answer.toString('latin1', 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (answer.length < end + 4 + length) return;
      answer = answer.subarray(end + 4 + length);
      times.push(performance.now() - sent);
      if (!head.startsWith('HTTP/1.1 200')) failed++;
      ask();
    });
    const broken = () => {
      if (isOver) return;
      isOver = true;
      failed++;
      // Again, as a client would.
      if (performance.now() < until) setTimeout(() => void talk(next).then(resolve), 100);
      else resolve();
    };
    socket.on('error', broken);
    socket.on('close', broken);
  });
}

async function forSeconds(length: number): Promise<number> {
  times = [];
  failed = 0;
  const started = performance.now();
  until = started + 1000 * length;
  await Promise.all(Array.from({ length: Number(connections) }, (_, at) => talk(at)));
  return (performance.now() - started) / 1000;
}

await forSeconds(1);
const warm = { requests: times.length, failed };
const before = process.cpuUsage();
const took = await forSeconds(Number(seconds));
const { user, system } = process.cpuUsage(before);
const sorted = Float64Array.from(times).sort();
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
process.stdout.write(
  `${JSON.stringify({
    requests: times.length,
    failed: failed + warm.failed,
    /** with those of the first second, which warms up */
    all: times.length + warm.requests,
    seconds: took,
    p50: at(0.5),
    p99: at(0.99),
    most: at(1),
    cpuSeconds: (user + system) / 1e6,
  })}\n`,
);
