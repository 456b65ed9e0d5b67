import type { Monitor } from '@shared/spec/stopping';
import { definitions, lines, py } from './python';
import type { ScriptPlan } from './script-plan';

/** How each metric is worked out of `outputs` and `targets`, which are classes, or values in their own units. */
const METRICS: Partial<Record<Monitor, { name: string; from: string }>> = {
  valAccuracy: { name: 'accuracy', from: 'np.mean(outputs.argmax(axis=1) == targets)' },
  valMacroF1: { name: 'macro F1', from: 'macro_f1(targets, outputs.argmax(axis=1))' },
  valMae: { name: 'mean absolute error', from: 'np.abs(outputs - targets).mean()' },
  valRmse: {
    name: 'RMSE',
    from: 'np.sqrt(((outputs - targets) ** 2).mean(axis=0)).mean()',
  },
  valR2: {
    name: 'R²',
    from: 'r_squared(targets, outputs)',
  },
};

const MACRO_F1 = `
def macro_f1(truth, predicted):
    """The mean of each class's F1."""
    right = np.bincount(truth[truth == predicted], minlength=len(CLASSES))
    both = np.bincount(truth, minlength=len(CLASSES)) + np.bincount(predicted, minlength=len(CLASSES))
    return np.mean(2 * right / np.maximum(both, 1))
`;

const R_SQUARED = `
def r_squared(truth, predicted):
    """The share of the variance that is explained, as a mean over the values; of a constant one 1 if it is met, else 0."""
    apart = truth - truth[0]  # of equal values zeros, whose mean is exactly theirs
    spread = ((apart - apart.mean(axis=0)) ** 2).sum(axis=0)
    squared = ((predicted - truth) ** 2).sum(axis=0)
    return np.mean(np.where(spread == 0, squared == 0, 1 - squared / np.where(spread == 0, 1, spread)))
`;

/** The metric beside the loss: the one that decides something, else the usual one. */
function shownMetric({ spec, hasClasses }: ScriptPlan): Monitor {
  const { monitor, patience } = spec.earlyStopping;
  if (patience > 0 && METRICS[monitor]) return monitor;
  return hasClasses ? 'valAccuracy' : 'valMae';
}

/** What early stopping cannot go by in a script. */
export const isStoppable = ({ spec, validates }: ScriptPlan): boolean =>
  spec.earlyStopping.patience > 0 &&
  spec.earlyStopping.monitor !== 'trainAccuracy' &&
  (validates || spec.earlyStopping.monitor === 'trainLoss');

/** Early stopping, as `src-shared/schedule/early-stopping.ts` has it. */
export function earlyStopping(plan: ScriptPlan): string {
  if (!isStoppable(plan)) return '';
  const { patience, monitor, minDelta } = plan.spec.earlyStopping;
  const rises = ['valAccuracy', 'valMacroF1', 'valR2'].includes(monitor);
  const better = rises ? 'value > self.best' : 'value < self.best';
  return `
class EarlyStopping:
    """Keras's: ends when ${monitor === 'trainLoss' ? 'the training loss' : monitor === 'valLoss' ? 'the validation loss' : METRICS[monitor]!.name} has not improved${minDelta > 0 ? ` by more than ${py(minDelta)}` : ''} for ${patience} ${patience === 1 ? 'epoch' : 'epochs'}."""

    def __init__(self):
        self.best, self.without = ${rises ? '-math.inf' : 'math.inf'}, 0

    def is_over(self, value):
        if ${better}${minDelta > 0 ? ` ${rises ? '+' : '-'} ${py(minDelta)}` : ''}:
            self.best, self.without = value, 0
        else:
            self.without += 1
        return self.without >= ${patience}
`;
}

/**
 * `validate(...)`: loss, and the metric that counts.
 *
 * @param answers an expression for the outputs of a batch `x`, in NumPy
 * @param lossOf an expression for the mean loss of all `outputs` and `wanted`
 */
export function validation(plan: ScriptPlan, answers: string, lossOf: string): string {
  if (!plan.validates) return '';
  const metric = shownMetric(plan);
  const wanted = plan.hasClasses
    ? 'targets = data.targets[validation]'
    : `outputs = outputs * TARGET_DEVIATION + TARGET_MEAN
    targets = data.targets[validation]`;
  return definitions(
    metric === 'valMacroF1' && MACRO_F1,
    metric === 'valR2' && R_SQUARED,
    `def validate(model, data, validation):
    """Mean loss and ${METRICS[metric]!.name} on samples that are not trained on."""
    seen = [(${answers}, y) for x, y in ${validationBatchesOf(plan)}]
    outputs, wanted = (np.concatenate(part) for part in zip(*seen))
    loss = ${lossOf}
    ${wanted}
    return loss, float(${METRICS[metric]!.from})`,
  );
}

const validationBatchesOf = ({ mixes, changesPictures }: ScriptPlan): string =>
  mixes || changesPictures ? 'plain_batches(data, validation)' : 'batches(data, validation)';

/** What is done at the end of an epoch: validation, a line of text, and what follows from them. */
export function afterEpoch(plan: ScriptPlan, modelName: string): string {
  const { spec, validates } = plan;
  const metric = METRICS[shownMetric(plan)]!.name;
  const { monitor } = spec.earlyStopping;
  const value = monitor === 'trainLoss' ? 'train_loss' : monitor === 'valLoss' ? 'loss' : 'metric';
  return lines(
    `train_loss = np.average(losses, weights=[min(BATCH, len(order) - BATCH * i) for i in range(len(losses))])`,
    `text = f"epoch {epoch + 1}: loss {train_loss:.4f}"`,
    validates &&
      `if len(validation) > 0:
    loss, metric = validate(${modelName}, data, validation)
    text += f", validation loss {loss:.4f}, ${metric} {metric:.4f}"`,
    'print(text)',
    spec.optimizer.schedule.name === 'reduce-on-plateau' &&
      validates &&
      'if len(validation) > 0:\n    plateau.after_epoch(loss)',
    isStoppable(plan) &&
      (monitor === 'trainLoss'
        ? `if early_stopping.is_over(${value}):\n    break`
        : `if len(validation) > 0 and early_stopping.is_over(${value}):\n    break`),
  );
}
