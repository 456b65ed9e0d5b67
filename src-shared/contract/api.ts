import { checkpointMethods } from './methods/checkpoints';
import { datasetMethods } from './methods/datasets';
import { evaluationMethods } from './methods/evaluations';
import { exportMethods } from './methods/exports';
import { libraryMethods } from './methods/library';
import { arrivalMethods, machineMethods } from './methods/machines';
import { predictionMethods } from './methods/predictions';
import { binMethods, queueMethods } from './methods/queue';
import { draftMethods, runMethods } from './methods/runs';
import { jobMethods, settingsMethods, studioMethods } from './methods/studio';
import { placeMethods, sweepMethods } from './methods/sweeps';
import { backendMethods, deviceMethods, runtimeMethods, speedMethods } from './methods/this-machine';
import { updateMethods } from './methods/updates';
import { weightsMethods } from './methods/weights';

/**
 * The one contract between the studio and whoever uses it: the window, a browser, the terminal. Inputs
 * and outputs are parsed once at the door of the studio.
 */
export const contract = {
  studio: studioMethods,
  library: libraryMethods,
  backends: backendMethods,
  runtimes: runtimeMethods,
  devices: deviceMethods,
  updates: updateMethods,
  speed: speedMethods,
  weights: weightsMethods,
  datasets: datasetMethods,
  runs: runMethods,
  checkpoints: checkpointMethods,
  places: placeMethods,
  sweeps: sweepMethods,
  drafts: draftMethods,
  queue: queueMethods,
  settings: settingsMethods,
  bin: binMethods,
  evaluations: evaluationMethods,
  exports: exportMethods,
  predictions: predictionMethods,
  arrivals: arrivalMethods,
  machines: machineMethods,
  jobs: jobMethods,
};

export type Contract = typeof contract;
