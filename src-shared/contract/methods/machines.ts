import { z } from 'zod';
import { arrivalChunkSchema, arrivalEndSchema, arrivalOfferSchema, arrivalStateSchema } from '../arrival';
import { datasetSummarySchema } from '../dataset';
import { addedMachineSchema, machineListSchema, machineNameSchema, machineSchema } from '../machine';
import { method } from './method';

/** Datasets that come from another machine's Trainyard. */
export const arrivalMethods = {
  /** Says what is here of a dataset, and makes room for the rest. */
  begin: method.input(arrivalOfferSchema).output(arrivalStateSchema),
  /** Takes the next bytes of a file, if that is where it stands, and says how many are here. */
  put: method.input(arrivalChunkSchema).output(z.object({ received: z.int().nonnegative() })),
  /** Makes it a dataset, if every file is whole and has its SHA-256. */
  end: method.input(arrivalEndSchema).output(datasetSummarySchema),
};

/**
 * Other machines whose Trainyard this one works with. What lies there stands in the lists of runs, datasets, checkpoints,
 * evaluations and sweeps under ids that begin with its name, and what is asked of such an id is asked there.
 */
export const machineMethods = {
  list: method.output(machineListSchema),
  /** Connects to one; refused with a sentence where that does not work, and nothing is kept then. */
  add: method.input(addedMachineSchema).output(machineSchema),
  /** Forgets one, its token and what was known of it. What lies there stays. */
  remove: method.input(z.object({ machine: machineNameSchema })).output(machineListSchema),
  /** Tries at once to reach one that is not reachable. */
  tryAgain: method.input(z.object({ machine: machineNameSchema })).output(machineSchema),
};
