import type { ModelKind } from '@shared/contract/speed';
import { KIND_WORDS } from '@shared/speed/model-kind';

/** Below this a gain would be lost in the noise. */
const WORTH_IT = 1.1;

/**
 * What choosing bfloat16 would mean for a kind of model whose training was measured on this machine, in one sentence.
 *
 * @param gain how many times as fast as in float32
 */
export function measuredBfloat16Words(kind: ModelKind, gain: number): string {
  const times = `${gain.toFixed(2)} times`;
  if (gain >= WORTH_IT) {
    return `bfloat16 trains ${KIND_WORDS[kind]} ${times} as fast here, as measured, and rounds products more coarsely.`;
  }
  if (gain > 1 / WORTH_IT)
    return `bfloat16 trains ${KIND_WORDS[kind]} about as fast as float32 here, as measured.`;
  return `bfloat16 would be slower here: ${KIND_WORDS[kind]} train at ${times} the speed, as measured.`;
}

/**
 * What choosing bfloat16 would mean on this machine, in one sentence.
 *
 * @param speed of matrix products in bfloat16, float32 being 1; null where they cannot be computed
 */
export function bfloat16Words(speed: number | null): string {
  if (speed === null) return 'This backend computes in float32 only.';
  const times = speed.toFixed(1);
  if (speed >= WORTH_IT) {
    return `bfloat16 makes matrix products ${times} times as fast here, and rounds them more coarsely.`;
  }
  return `bfloat16 would be slower here: this processor has no fast instructions for it (${times} times the speed).`;
}
