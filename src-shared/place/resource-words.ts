import type { RayPlace } from '../contract/place';
import { counted } from '../sweep/sweep-words';

/** "1 CPU and 1 GPU" */
export const resourceWords = ({ cpus, gpus }: Pick<RayPlace, 'cpus' | 'gpus'>): string =>
  gpus > 0 ? `${counted(cpus, 'CPU')} and ${counted(gpus, 'GPU')}` : counted(cpus, 'CPU');
