import { serverMachine } from '../../src-main/server/inhibit-sleep';
import { forkEngine } from '../../src-main/server/fork-engine';
import { openLibrary } from '../../src-main/server/open-library';
import { startWebServer } from '../../src-main/server/web-server';
import { madeUpEngines } from './made-up-engine';

/**
 * The real studio, with an engine that makes its training up: `day-studio.mjs LIBRARY ENGINE RENDERER STEPS_PER_EPOCH
 * STEPS_PER_REPORT REPORT_EVERY_MS`. Prints its address, and ends with SIGTERM.
 */
const [libraryFolder = '', engine = '', rendererFolder = '', ...paces] = process.argv.slice(2);
const [stepsPerEpoch = 0, stepsPerReport = 0, reportEveryMs = 0] = paces.map(Number);

const library = await openLibrary({
  libraryFolder,
  spawnEngine: madeUpEngines((env) => forkEngine(engine, env), {
    stepsPerEpoch,
    stepsPerReport,
    reportEveryMs,
  }),
  shell: 'server',
  appVersion: '0.1.0',
  machine: serverMachine(),
});
if (!('own' in library)) throw new Error('The library is open elsewhere.');
const server = await startWebServer({ router: library.own.studio.router, rendererFolder });
console.log(JSON.stringify({ url: server.newAddress() }));
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => library.own.close({ save: false }))
    .then(() => process.exit(0));
});
