import { checkpointHandlers } from './checkpoint-handlers';
import { datasetHandlers } from './dataset-handlers';
import { makeImplementer } from './implementer';
import { libraryHandlers } from './library-handlers';
import { machineHandlers } from './machine-handlers';
import { modelHandlers } from './model-handlers';
import { runHandlers } from './run-handlers';
import { studioHandlers } from './studio-handlers';
import type { StudioParts } from './studio-parts';
import { sweepHandlers } from './sweep-handlers';
import { thisMachineHandlers } from './this-machine-handlers';

/** The contract, carried out. */
export function makeRouter(parts: StudioParts) {
  const os = makeImplementer(parts);
  return os.router({
    ...studioHandlers(os, parts),
    ...libraryHandlers(os, parts),
    ...thisMachineHandlers(os, parts),
    ...datasetHandlers(os, parts),
    ...runHandlers(os, parts),
    ...sweepHandlers(os, parts),
    ...checkpointHandlers(os, parts),
    ...modelHandlers(os, parts),
    ...machineHandlers(os, parts),
  });
}

export type StudioRouter = ReturnType<typeof makeRouter>;
