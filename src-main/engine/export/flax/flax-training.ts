import { changesRate } from '../code/learning-rate';
import { definitions, lines, listOf, py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';
import { trainFunction } from '../code/train-function';
import { validation } from '../code/validation';
import { trainingCall } from './flax-model';
import { optimizerCall } from './flax-optimizer';

function losses({ spec, softTargets, mixes, hasClasses }: ScriptPlan): string {
  const { loss, labelSmoothing } = spec;
  const integers = loss === 'softmax-cross-entropy' && hasClasses && !mixes;
  const smoothed = labelSmoothing > 0;
  const oneHot = integers && smoothed ? 'jax.nn.one_hot(targets, len(CLASSES))' : 'targets';
  const smoothing = smoothed ? `    targets = optax.smooth_labels(${oneHot}, ${py(labelSmoothing)})\n` : '';
  const each = {
    'softmax-cross-entropy':
      integers && !smoothed
        ? 'optax.softmax_cross_entropy_with_integer_labels(outputs, targets)'
        : 'optax.softmax_cross_entropy(outputs, targets)',
    'binary-cross-entropy': 'optax.sigmoid_binary_cross_entropy(outputs, targets).mean(axis=-1)',
    'mean-squared-error': 'optax.squared_error(outputs, targets).mean(axis=-1)',
    'mean-absolute-error': 'jnp.abs(outputs - targets).mean(axis=-1)',
    huber: 'optax.huber_loss(outputs, targets).mean(axis=-1)',
  }[loss];
  return `def losses_of(outputs, targets):
    """One for each sample${softTargets && !mixes ? '; targets are 1 for the true class and 0 for the others' : ''}."""
${smoothing}    return ${each}`;
}

const DROPOUT = `
def stateless_uniform(words, shape):
    """TensorFlow's stateless uniform numbers: Philox again, on the device, where JAX has no 64-bit numbers."""

    def times(constant, x):
        low = (constant & 0xFFFF) * (x & 0xFFFF)
        middle = (constant >> 16) * (x & 0xFFFF) + (low >> 16)
        cross = (constant & 0xFFFF) * (x >> 16) + (middle & 0xFFFF)
        return (constant >> 16) * (x >> 16) + (middle >> 16) + (cross >> 16), np.uint32(constant) * x

    k0, k1, c2, c3 = words
    c0 = jnp.arange((math.prod(shape) + 3) // 4, dtype=jnp.uint32)
    c1, c2, c3 = jnp.zeros_like(c0), jnp.full_like(c0, c2), jnp.full_like(c0, c3)
    for _ in range(10):
        (high0, low0), (high1, low1) = times(0xD2511F53, c0), times(0xCD9E8D57, c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = k0 + np.uint32(0x9E3779B9), k1 + np.uint32(0xBB67AE85)
    numbers = jnp.stack([c0, c1, c2, c3], axis=-1).reshape(-1)[: math.prod(shape)]
    return (numbers & 0x7FFFFF).astype(jnp.float32).reshape(shape) * 2.0**-23


def dropout(x, rate, words):
    return jnp.where(stateless_uniform(words, x.shape) >= rate, x * (1 / (1 - rate)), 0)
`;

const SHARDING = `
@functools.cache
def over_devices(*axes):
    """How an array lies on all devices: in parts along the named axes, else on each as a whole."""
    return NamedSharding(Mesh(np.array(jax.devices()), ("batch",)), PartitionSpec(*axes))


def placed(array):
    """A batch, its samples shared out evenly over the devices where they can be."""
    sharding = over_devices("batch") if len(array) % jax.device_count() == 0 else over_devices()
    return jax.make_array_from_callback(array.shape, sharding, lambda part: array[part])
`;

const ANSWERS = `
@nnx.jit
def answers(model, x):
    return jax.lax.with_sharding_constraint(model(x), over_devices())


def answers_of(weights, inputs):
    """What the model says of samples, with the weights of a file."""
    return np.asarray(answers(loaded(load_file(weights)), inputs))
`;

function trainedFilter({ frozen }: ScriptPlan): string {
  if (frozen.length === 0) return '';
  return `${listOf(
    'FROZEN',
    frozen.map((name) => py(name)),
  )}
TRAINED = nnx.All(nnx.Param, lambda path, _: path[0] not in FROZEN)`;
}

function trainStep(plan: ScriptPlan): string {
  const { parts, averages, dropouts, frozen, spec } = plan;
  const trained = frozen.length > 0 ? 'TRAINED' : 'nnx.Param';
  const seeds = dropouts > 0 ? ', seeds' : '';
  const told = changesRate(plan);
  const gradients =
    frozen.length > 0
      ? `nnx.value_and_grad(mean_loss, argnums=nnx.DiffState(0, TRAINED))(model, x, y${seeds})`
      : `nnx.value_and_grad(mean_loss)(model, x, y${seeds})`;
  const update = lines(
    told && '    optimizer.opt_state.hyperparams["learning_rate"][...] = rate',
    '    optimizer.update(model, gradients)',
    averages &&
      `    means = optax.incremental_update(nnx.state(model, ${trained}), nnx.state(average, ${trained}), 1 - ${py(spec.ema)})
    nnx.update(average, means, nnx.state(model, nnx.BatchStat))`,
  );
  const others = `${averages ? ', average' : ''}`;
  const rate = told ? ', rate' : '';
  const meanLoss = `def mean_loss(model, x, y${seeds}):
    return losses_of(${trainingCall(plan)}, y).mean()`;
  if (!parts) {
    return definitions(
      meanLoss,
      `@nnx.jit
def train_step(model, optimizer${others}, x, y${seeds}${rate}):
    loss, gradients = ${gradients}
${update}
    return loss`,
    );
  }
  return definitions(
    meanLoss,
    `@nnx.jit
def loss_and_gradients(model, x, y${seeds}):
    return ${gradients}`,
    `@nnx.jit
def update(model, optimizer${others}, gradients${rate}):
${update}`,
    `def train_step(model, optimizer${others}, x, y${dropouts > 0 ? ', step' : ''}${rate}):
    """The batch goes through the model in parts, one after the other; the gradient is that of the whole."""
    count, start = min(${spec.microBatches}, len(x)), 0
    loss = gradients = None
    for part in range(count):
        end = start + (len(x) + count - 1 - part) // count
        share = (end - start) / len(x)
        its = loss_and_gradients(model, placed(x[start:end]), placed(y[start:end])${dropouts > 0 ? ', dropout_seeds(step, part)' : ''})
        its_loss, its_gradients = jax.tree.map(lambda array: array * share, its)
        loss = its_loss if part == 0 else loss + its_loss
        gradients = its_gradients if part == 0 else jax.tree.map(jnp.add, gradients, its_gradients)
        start = end
    update(model, optimizer${others}, gradients${rate})
    return loss`,
  );
}

function train(plan: ScriptPlan): string {
  const { parts, averages, dropouts, frozen } = plan;
  const seeds = dropouts > 0 && (parts ? 'step' : 'dropout_seeds(step)');
  const given = [parts ? 'x, y' : 'placed(x), placed(y)', seeds, changesRate(plan) && 'rate']
    .filter(Boolean)
    .join(', ');
  return trainFunction(plan, {
    made: lines(
      'model = loaded(weights)',
      'nnx.update(model, jax.device_put(nnx.state(model), over_devices()))',
      `optimizer = nnx.Optimizer(model, ${optimizerCall(plan)}, wrt=${frozen.length > 0 ? 'TRAINED' : 'nnx.Param'})`,
      averages &&
        'average = nnx.clone(model)  # a running mean of the weights, which is what is tested and kept',
    ),
    step: `train_step(model, optimizer${averages ? ', average' : ''}, ${given})`,
  });
}

/** All that trains. */
export function flaxTraining(plan: ScriptPlan): string {
  return definitions(
    plan.dropouts > 0 && DROPOUT,
    SHARDING,
    ANSWERS,
    losses(plan),
    trainedFilter(plan),
    trainStep(plan),
    validation(plan, 'np.asarray(answers(model, placed(x)))', 'float(losses_of(outputs, wanted).mean())'),
    train(plan),
  );
}
