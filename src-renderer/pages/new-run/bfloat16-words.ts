/** Below this a gain would be lost in the noise. */
const WORTH_IT = 1.1;

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
