import type { LocationQuery } from 'vue-router';
import { runIdSchema } from '@shared/spec/run-spec';
import type { XKind } from '@shared/charts/series-lines';

export const LINE_PARTS = ['validation', 'training', 'both'] as const;
export type LinePart = (typeof LINE_PARTS)[number];

/** What a comparison shows: all of it stands in its address, so that a link opens it again. */
export interface Comparison {
  runs: string[];
  /** of the larger chart; one of `compareMetrics` */
  metric: string;
  x: XKind;
  lines: LinePart;
  isLog: boolean;
  /** steps that are averaged; undefined: as suits the runs */
  smooth: number | undefined;
}

const first = (query: LocationQuery, key: string): string => {
  const value = query[key];
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : '';
};
const chosen = <Value extends string>(options: readonly Value[], text: string, usual: Value): Value =>
  options.find((option) => option === text) ?? usual;

/** Reads an address. What is not understood is as usual; ids are kept whether there are such runs or not. */
export function readComparison(query: LocationQuery): Comparison {
  const ids = first(query, 'runs').split(',');
  const smooth = Number(first(query, 'smooth'));
  return {
    runs: [...new Set(ids.filter((id) => runIdSchema.safeParse(id).success))],
    metric: first(query, 'metric') || 'loss',
    x: chosen(['epoch', 'step', 'time'], first(query, 'x'), 'epoch'),
    lines: chosen(LINE_PARTS, first(query, 'lines'), 'validation'),
    isLog: first(query, 'scale') === 'log',
    smooth: Number.isInteger(smooth) && smooth > 0 ? smooth : undefined,
  };
}

/** The address of a comparison. What is as usual is left out. */
export function writeComparison({
  runs,
  metric,
  x,
  lines,
  isLog,
  smooth,
}: Comparison): Record<string, string> {
  return {
    ...(runs.length > 0 && { runs: runs.join(',') }),
    ...(metric !== 'loss' && { metric }),
    ...(x !== 'epoch' && { x }),
    ...(lines !== 'validation' && { lines }),
    ...(isLog && { scale: 'log' }),
    ...(smooth !== undefined && { smooth: String(smooth) }),
  };
}
