import type { ScriptPlan } from './script-plan';

/** From pictures as bytes to what the model takes. */
const scaled = ({ layout }: ScriptPlan, inputs: string): string =>
  layout.input === 'uint8' ? `${inputs}.astype(np.float32) / 255` : inputs;

/** Targets as a loss takes them: classes, a distribution over them, or values by the run's scale. */
function target({ softTargets, layout }: ScriptPlan, rows: string): string {
  if (layout.target !== 'class') {
    return `((data.targets[${rows}] - TARGET_MEAN) / TARGET_DEVIATION).astype(np.float32)`;
  }
  if (softTargets) return `np.eye(len(CLASSES), dtype=np.float32)[data.targets[${rows}]]`;
  return `data.targets[${rows}].astype(np.int32)`;
}

/** Batches to train on, and those to validate on. */
export function batches(plan: ScriptPlan): string {
  const { mixes, changesPictures } = plan;
  const isChanged = mixes || changesPictures;
  const shown = (rows: string) =>
    changesPictures ? `augmented(data.inputs[${rows}], ${rows}, epoch)` : `data.inputs[${rows}]`;
  const made = mixes
    ? `
        # With the one behind the last, or the first of all: each is mixed with the one behind it.
        shown = np.append(rows, order[min(start + BATCH, len(order)) % len(order)])
        inputs, targets = mixed(${shown('shown')}, data.targets[shown], shown, epoch)
        yield ${scaled(plan, 'inputs')}, targets`
    : `
        yield ${scaled(plan, shown('rows'))}, ${target(plan, 'rows')}`;
  const training = `
def batches(data, order${isChanged ? ', epoch' : ''}):
    """Inputs and targets, batch after batch; the last, smaller one too."""
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]${made}
`;
  if (!plan.validates || !isChanged) return training;
  return `${training}

def plain_batches(data, order):
    """Samples to validate on, as they are."""
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        yield ${scaled(plan, 'data.inputs[rows]')}, ${target(plan, 'rows')}
`;
}

export const trainingBatches = ({ mixes, changesPictures }: ScriptPlan): string =>
  mixes || changesPictures ? 'batches(data, order, epoch)' : 'batches(data, order)';

export const validationBatches = ({ mixes, changesPictures }: ScriptPlan): string =>
  mixes || changesPictures ? 'plain_batches(data, validation)' : 'batches(data, validation)';
