import * as fs from 'node:fs';
import { firstWorking } from '../lib/run.mjs';
import { Problem, megabytes } from '../lib/say.mjs';
import { cacheDir } from './variant.mjs';

const DISK_BYTES = 2.5e9;

/** The programs that make the library here. Throws, before anything is downloaded, what is missing. */
export function requirements() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Problem(
      `Trainyard cannot make the TensorFlow library on ${process.platform}-${process.arch} itself yet.`,
      'WebAssembly works everywhere; a native TensorFlow comes only with what @tensorflow/tfjs-node offers for this system.',
    );
  const python = firstWorking(['python3', 'python'], ['-m', 'pip', '--version']);
  if (!python)
    throw new Problem(
      'Python 3 with pip was not found; it downloads the TensorFlow library.',
      'Install it, for example with `sudo apt install python3-pip`, and start again.',
    );
  const compiler = firstWorking([process.env.CXX, 'c++', 'g++', 'clang++']);
  if (!compiler)
    throw new Problem(
      'No C++ compiler was found; two small files are compiled against the TensorFlow library.',
      'Install one, for example with `sudo apt install g++`, and start again.',
    );
  fs.mkdirSync(cacheDir, { recursive: true });
  const disk = fs.statfsSync?.(cacheDir);
  const free = disk ? disk.bavail * disk.bsize : Infinity;
  if (free < DISK_BYTES)
    throw new Problem(
      `Making the TensorFlow library takes ${megabytes(DISK_BYTES)} in ${cacheDir}, where too little is free.`,
      'Free some space, or set XDG_CACHE_HOME to a folder on another disk, and start again.',
    );
  return { python, compiler };
}
