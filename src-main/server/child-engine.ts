import type { SpawnEngine } from '../studio/engine-process';
// oxlint-disable-next-line import/default -- electron-vite gives the path of the built module
import enginePath from '../engine/main?modulePath';
import { forkEngine } from './fork-engine';

/** Starts engines as Node child processes: for the headless shell and the terminal. */
export const spawnChildEngine: SpawnEngine = (env) => forkEngine(enginePath, env);
