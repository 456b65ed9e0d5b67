import type { Graph, Port } from '../graph';
import type { Variable } from '../variables';

/** One array's update at one step, in a graph. */
export interface UpdatePlace {
  weight: Variable;
  /** its value at this step */
  read: Port;
  /** in the order of the optimizer's slots */
  slots: readonly Variable[];
  gradient: Port;
  /** the step's numbers, in the order of `scalarsAt` */
  scalars: readonly Port[];
  /** the decoupled weight decay of this array; 0 is none */
  decay: number;
  /** what has to be done before: the update of the step before */
  after: readonly Port[];
}

/** An optimizer as the compiled step runs it. */
export interface CompiledUpdate {
  /** how many numbers a step is fed, and which; see `OptimizerRule.scalarsAt` */
  scalarsAt(step: number, learningRate: number): number[];
  /** Adds the update of one array and gives the nodes after which weight and slots are new. */
  add(graph: Graph, place: UpdatePlace): Port[];
}
