import * as fs from 'node:fs';
import * as path from 'node:path';
import { modules } from './files.mjs';

/** The Node that Trainyard runs on, whichever one started it: an npm package, pinned by the lockfile. */
export const ownNode = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

export const nodeToUse = () => (fs.existsSync(ownNode) ? ownNode : process.execPath);

const first = [path.dirname(ownNode), path.join(modules, '.bin')];
const rest = (process.env.PATH ?? '').split(path.delimiter).filter((dir) => !first.includes(dir));
/** PATH with the project's own Node and tools before all others. */
export const ownPath = [...first, ...rest].join(path.delimiter);
