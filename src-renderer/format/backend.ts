import type { BackendKind } from '@shared/contract/backend';
import type { BackendChoice } from '@shared/spec/run-spec';

const NAMES: Record<BackendChoice, string> = {
  auto: 'Automatic',
  gpu: 'GPU',
  cpu: 'CPU',
  wasm: 'WebAssembly',
};

export const backendName = (kind: BackendKind | BackendChoice): string => NAMES[kind];
