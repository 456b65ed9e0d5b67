import { inRoot } from '../lib/files.mjs';
import { ownNode } from '../lib/node.mjs';
import { passThrough } from '../lib/run.mjs';

/** Writes the catalogue of the window's texts, and says how far its translations are. */
export const run = (args) => passThrough(ownNode, [inRoot('tools/build/texts/write.ts'), ...args]);
