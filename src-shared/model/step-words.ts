/** How a run's steps are computed. */
export type StepMode = 'compiled' | 'eager';

/** The words that a run's log has for it when the run starts or goes on. */
export const stepWords = (mode: StepMode): string => `${mode} step`;

/** In each sentence that says why a run uses the plain step where a compiled one could be had. */
export const MUCH_SLOWER = 'several times slower';

/**
 * Why a run is on the plain step though its backend could compile it.
 *
 * @param events the run's log, oldest first
 * @returns the sentence of the log, '' where it is compiled or there is nothing to compile for
 */
export function whyPlainStep(events: readonly { text: string }[]): string {
  const compiled = events.findLastIndex(({ text }) => text.endsWith(stepWords('compiled')));
  const plain = events.findLastIndex(({ text }) => text.includes(MUCH_SLOWER));
  return plain > compiled ? events[plain]!.text : '';
}
