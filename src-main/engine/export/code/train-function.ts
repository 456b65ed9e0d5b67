import { trainingBatches } from './batches';
import { orderCall } from './dataset-text';
import { changesRate, rateCall } from './learning-rate';
import { indented } from './python';
import type { ScriptPlan } from './script-plan';
import { afterEpoch, isStoppable } from './validation';

/** What the frameworks say each in their own way. */
export interface TrainWords {
  /** statements that make `model`, `optimizer` and, where weights are averaged, `average` out of `weights` */
  made: string;
  /** the call that takes a step on `x` and `y` */
  step: string;
}

/** `train(folder, steps, log)`: begins as the run did, and shows it the same batches. */
export function trainFunction(plan: ScriptPlan, { made, step }: TrainWords): string {
  const { spec, averages, hasNormalization, validates } = plan;
  const isPlateau = spec.optimizer.schedule.name === 'reduce-on-plateau';
  const tested = averages ? 'average' : 'model';
  const starts = spec.start !== undefined;
  return `def train(folder, steps, log${starts ? ', start' : ''}):
    data = Dataset(folder)
    training${validates ? ', validation = split(data)' : ' = np.arange(len(data.targets))'}
    weights = initial_weights()${hasNormalization ? '\n    weights.update(adapted(data, training))' : ''}${
      starts ? '\n    if start is not None:\n        taken_over(weights, start)' : ''
    }
${indented(made)}
    epoch_steps = -(-len(training) // BATCH)
    total_steps = ${spec.stop.steps > 0 ? `min(EPOCHS * epoch_steps, ${spec.stop.steps})` : 'EPOCHS * epoch_steps'}
    last_step = min(total_steps, steps or total_steps)${isPlateau ? '\n    plateau = Plateau()' : ''}${
      isStoppable(plan) ? '\n    early_stopping = EarlyStopping()' : ''
    }
    step = 0
    for epoch in range(EPOCHS):
        order, losses = ${orderCall(plan)}, []
        for x, y in ${trainingBatches(plan)}:
            if step == last_step:
                break
            step += 1${changesRate(plan) ? `\n            rate = ${rateCall(plan)}` : ''}
            losses.append(${step})
        losses = [float(loss) for loss in losses]  # waits for the device
        log.extend(losses)
${indented(afterEpoch(plan, tested), 8)}
        if step == last_step:
            break
    return ${tested}`;
}
