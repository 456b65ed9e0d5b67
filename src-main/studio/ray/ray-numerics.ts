import type { Numerics } from '@shared/contract/backend';
import type { RayPlace } from '@shared/contract/place';
import type { RunSpec } from '@shared/spec/run-spec';

/**
 * What fixes the last digits of a run in a cluster: settled when it is made, so that every node computes it alike. Which
 * version of TensorFlow the nodes have is known when one of them has loaded it.
 *
 * @param parent of the run that it goes on from, whose settings it takes over where it can
 */
export function rayNumerics(
  spec: RunSpec,
  { cpus, gpus }: Pick<RayPlace, 'cpus' | 'gpus'>,
  parent: Numerics | null,
): Numerics {
  const backend = spec.backend === 'auto' ? (gpus > 0 ? 'gpu' : 'cpu') : spec.backend;
  const isContinued = spec.start?.mode === 'continue' && parent?.backend === backend;
  return {
    backend,
    libraryVersion: '',
    threads: isContinued ? parent.threads : cpus,
    oneDnn: isContinued ? parent.oneDnn : true,
    precision: spec.precision,
  };
}
