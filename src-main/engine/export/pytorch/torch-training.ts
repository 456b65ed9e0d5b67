import { changesRate } from '../code/learning-rate';
import { definitions, indented, lines, py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';
import { trainFunction } from '../code/train-function';
import { validation } from '../code/validation';
import { trainingCall } from './torch-model';
import { torchClip } from './torch-optimizer';

function losses({ spec, softTargets, mixes, hasClasses }: ScriptPlan): string {
  const { loss, labelSmoothing } = spec;
  const isSoftmax = loss === 'softmax-cross-entropy';
  const smoothing = labelSmoothing > 0 ? `, label_smoothing=${py(labelSmoothing)}` : '';
  const spread =
    labelSmoothing > 0 && hasClasses && !isSoftmax
      ? `    targets = (1 - ${py(labelSmoothing)}) * targets + ${py(labelSmoothing)} / len(CLASSES)\n`
      : '';
  const mean = {
    'softmax-cross-entropy': `F.cross_entropy(outputs, targets${smoothing})`,
    'binary-cross-entropy': 'F.binary_cross_entropy_with_logits(outputs, targets)',
    'mean-squared-error': 'F.mse_loss(outputs, targets)',
    'mean-absolute-error': 'F.l1_loss(outputs, targets)',
    huber: 'F.huber_loss(outputs, targets)',
  }[loss];
  return `def mean_loss(outputs, targets):${
    softTargets && !mixes ? '\n    """Targets are 1 for the true class and 0 for the others."""' : ''
  }
${spread}    return ${mean}`;
}

/** Classes are int64 for PyTorch's cross-entropy. */
const placedTargets = ({ softTargets, hasClasses }: ScriptPlan): string =>
  hasClasses && !softTargets ? 'placed(y).long()' : 'placed(y)';

const ANSWERS = `
def placed(array):
    return torch.from_numpy(np.ascontiguousarray(array)).to(DEVICE)


@torch.no_grad()
def answers(model, x):
    """Of the model as it is used, not as it is trained."""
    return model.eval()(placed(x)).cpu().numpy()


def answers_of(weights, inputs):
    """What the model says of samples, with the weights of a file."""
    model = Model().to(DEVICE)
    load(model, load_file(weights))
    return answers(model, inputs)
`;

function trainStep(plan: ScriptPlan): string {
  const { parts, averages, dropouts, spec } = plan;
  const told = changesRate(plan);
  const call = trainingCall(plan).replace('(x', '(placed(x)');
  const targets = placedTargets(plan);
  const arguments_ = [
    'model, optimizer',
    averages && 'average',
    'x, y',
    dropouts > 0 && (parts ? 'step' : 'seeds'),
    told && 'rate',
  ]
    .filter(Boolean)
    .join(', ');
  const partCall = call
    .replace('placed(x)', 'placed(x[start:end])')
    .replace(', seeds', ', dropout_seeds(step, part)');
  const backward = parts
    ? `    # The batch goes through the model in parts, one after the other; the gradient is that of the whole.
    count, start, loss = min(${spec.microBatches}, len(x)), 0, 0.0
    for part in range(count):
        end = start + (len(x) + count - 1 - part) // count
        its = mean_loss(${partCall}, ${targets.replace('(y)', '(y[start:end])')})
        share = its * ((end - start) / len(x))
        share.backward()
        loss, start = loss + share.detach(), end`
    : `    loss = mean_loss(${call}, ${targets})
    loss.backward()`;
  const clip = torchClip(plan);
  return `def train_step(${arguments_}):
    model.train()
    optimizer.zero_grad()
${backward}${clip === '' ? '' : `\n${indented(clip)}`}${
    told ? '\n    for group in optimizer.param_groups:\n        group["lr"] = rate' : ''
  }
    optimizer.step()${
      averages
        ? `
    with torch.no_grad():
        means = dict(average.named_parameters())
        for name, weight in model.named_parameters():
            if weight.requires_grad:
                means[name].mul_(${py(spec.ema)}).add_(weight * (1 - ${py(spec.ema)}))${
                  plan.hasBatchNorm
                    ? `
        for its, own in zip(average.buffers(), model.buffers()):
            its.copy_(own)`
                    : ''
                }`
        : ''
    }
    return loss${parts ? '' : '.detach()'}`;
}

function train(plan: ScriptPlan): string {
  const { parts, averages, dropouts } = plan;
  const given = [
    'model, optimizer',
    averages && 'average',
    'x, y',
    dropouts > 0 && (parts ? 'step' : 'dropout_seeds(step)'),
    changesRate(plan) && 'rate',
  ]
    .filter(Boolean)
    .join(', ');
  return trainFunction(plan, {
    made: lines(
      'model = Model().to(DEVICE).train()',
      'load(model, weights)',
      'optimizer = make_optimizer(model)',
      averages &&
        'average = copy.deepcopy(model)  # a running mean of the weights, which is what is tested and kept',
    ),
    step: `train_step(${given})`,
  });
}

/** All that trains. */
export function torchTraining(plan: ScriptPlan): string {
  const targets = placedTargets(plan).replace('(y)', '(wanted)');
  return definitions(
    ANSWERS,
    losses(plan),
    trainStep(plan),
    validation(plan, 'answers(model, x)', `float(mean_loss(placed(outputs), ${targets}))`),
    train(plan),
  );
}

export const torchDevice = lines(
  'DEVICE = "cuda" if torch.cuda.is_available() else "cpu"',
  '# On GPUs PyTorch rounds the factors of convolutions to fewer digits unless it is told not to.',
  'torch.backends.cudnn.allow_tf32 = False',
);
