import { loadBackend, type Backend } from '../../src-main/engine/backend/backend';

/** TensorFlow on the CPU, with as many threads as the environment says. */
export const loadCpu = (): Promise<Backend> =>
  loadBackend({
    backend: 'cpu',
    threads: Number(process.env['TF_NUM_INTRAOP_THREADS']),
    oneDnn: true,
    precision: 'float32',
  });
