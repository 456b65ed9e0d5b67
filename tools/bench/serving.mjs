import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { capture } from '../lib/run.mjs';
import { Problem, say, step } from '../lib/say.mjs';
import { ensurePeers } from '../setup/peers.mjs';
import { treeCpuTime } from './cpu-time.mjs';
import { wrongRequests } from './serving-refusals.mjs';
import { servingReport } from './serving-report.mjs';
import { exportedModels } from './serving-models.mjs';
import { ServerProcess } from './server-process.mjs';
import { inputBodies } from './serving-bodies.mjs';

/**
 * Measures `trainyard serve-model` beside ONNX Runtime in Python behind a plain server, with the same model, the same
 * requests and in turns, and writes docs/serving-benchmark.md.
 */
const { values } = parseArgs({
  options: {
    serving: { type: 'boolean' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    again: { type: 'boolean', default: false },
  },
});
const folder = inRoot('.cache/bench/serving');
const loader = inRoot('test/bench/model-load.ts');
fs.mkdirSync(folder, { recursive: true });

async function turn(server, bodies, seconds) {
  const memory = server.memory();
  const cpu = treeCpuTime(server.pid);
  const output = await capture(ownNode, [
    loader,
    String(server.port),
    bodies.file,
    bodies.type,
    String(seconds),
    values.connections,
  ]);
  const said = JSON.parse(output.trim().split('\n').at(-1));
  return {
    ...said,
    rate: said.requests / said.seconds,
    cpu: (treeCpuTime(server.pid) - cpu) / said.all,
    memory: [memory, server.memory()],
  };
}

/** @throws Problem when the two give other answers to the same requests */
async function compare(ours, theirs, bodies) {
  let most = 0;
  for (const body of bodies.list) {
    const [a, b] = await Promise.all([ours, theirs].map((server) => server.predict(body, bodies.type)));
    for (const [name, value] of Object.entries(a.likelihoods))
      most = Math.max(most, Math.abs(value - b.likelihoods[name]));
  }
  if (!(most < 1e-4)) throw new Problem(`The two servers give other answers: ${most} apart.`);
  return most;
}

async function measure(model, python) {
  const bodies = inputBodies(model, folder);
  const ours = await ServerProcess.start(model.serve, (line) => line.event === 'serving');
  const theirs = await ServerProcess.start(
    [python, inRoot('test/bench/peers/serving.py'), model.exported],
    (line) => 'port' in line,
  );
  try {
    const apart = await compare(ours, theirs, bodies);
    const turns = { ours: [], theirs: [] };
    for (let round = 0; round < Number(values.rounds); round++) {
      const order = [
        ['ours', ours],
        ['theirs', theirs],
      ];
      if (round % 2 === 1) order.reverse();
      for (const [who, server] of order) {
        const its = await step(`${model.name}: ${who}, round ${round + 1}`, () =>
          turn(server, bodies, values.seconds),
        );
        turns[who].push(its);
        say(`  ${Math.round(its.rate)} a second, p99 ${its.p99.toFixed(1)} ms, ${its.failed} failed`);
      }
    }
    const refusals = await wrongRequests(ours, model.kind);
    return { model, apart, turns, refusals, runtime: theirs.said.version };
  } finally {
    await Promise.all([ours.end(), theirs.end()]);
  }
}

const python = await ensurePeers();
const models = await step('training and exporting the models', () =>
  exportedModels(path.join(folder, 'models'), values.again),
);
const results = [];
for (const model of models) results.push(await measure(model, python));
fs.writeFileSync(path.join(folder, 'results.json'), JSON.stringify(results, null, 1));
fs.writeFileSync(inRoot('docs/serving-benchmark.md'), servingReport(results, values));
