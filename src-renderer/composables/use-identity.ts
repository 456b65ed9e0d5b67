import { computed } from 'vue';
import { useRuns } from '../stores/runs';

export interface Identity {
  colour: string;
  shape: 'circle' | 'square' | 'triangle';
}

const COLOURS = 8;
const SHAPES = ['circle', 'square', 'triangle'] as const;

/** A run has one colour and one shape everywhere: by its place in the order in which runs were made. */
export const identityAt = (place: number): Identity => ({
  colour: `var(--data-${(place % COLOURS) + 1})`,
  shape: SHAPES[Math.floor(place / COLOURS) % SHAPES.length]!,
});

export function useIdentity(): (run: string) => Identity {
  const runs = useRuns();
  const places = computed(() => new Map(runs.oldestFirst.map((run, place) => [run.id, place])));
  return (run) => identityAt(places.value.get(run) ?? 0);
}
