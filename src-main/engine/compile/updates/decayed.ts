import { DataType } from '../data-type';
import { control, type Graph, type Port } from '../graph';
import type { UpdatePlace } from './compiled-update';

const float = { type: DataType.float32 } as const;

/**
 * Takes the decoupled weight decay off before a fused update, which knows none: w − rate·(d + λ·w) =
 * (w − rate·λ·w) − rate·d, since no direction d depends on w.
 *
 * @returns what the fused update has to wait for
 */
export function addDecay(
  graph: Graph,
  { weight, read, decay, after }: UpdatePlace,
  rate: Port,
): readonly Port[] {
  if (decay === 0) return after;
  const share = graph.node('Mul', [rate, graph.scalar(decay)], { T: float });
  const lost = graph.node('Mul', [read, share], { T: float });
  return [graph.node('AssignSubVariableOp', [weight.handle, lost, ...control(after)], { dtype: float })];
}
