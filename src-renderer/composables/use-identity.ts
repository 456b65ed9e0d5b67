import { useRuns } from '../stores/runs';

export interface Identity {
  colour: string;
  shape: 'circle' | 'square' | 'triangle';
}

const COLOURS = 8;
const SHAPES = ['circle', 'square', 'triangle'] as const;

/**
 * A run has one colour and one shape everywhere and for good: by the number that it was given when it was made, so that
 * two made one after the other differ, and none changes when another is discarded.
 */
export const identityAt = (number: number): Identity => ({
  colour: `var(--data-${(number % COLOURS) + 1})`,
  shape: SHAPES[Math.floor(number / COLOURS) % SHAPES.length]!,
});

export function useIdentity(): (run: string) => Identity {
  const runs = useRuns();
  return (run) => identityAt(runs.byId.get(run)?.number ?? 0);
}
