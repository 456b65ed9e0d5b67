import type { Optimizer } from '@shared/spec/optimizer';
import { changesRate } from '../code/learning-rate';
import { py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';

const moments = ({ beta1, beta2 }: { beta1: number; beta2: number }): string =>
  `b1=${py(beta1)}, b2=${py(beta2)}`;

function plain(optimizer: Optimizer, rate: string): string {
  switch (optimizer.name) {
    case 'sgd':
      return optimizer.momentum > 0
        ? `optax.sgd(${rate}, momentum=${py(optimizer.momentum)}${optimizer.nesterov ? ', nesterov=True' : ''})`
        : `optax.sgd(${rate})`;
    case 'rmsprop': {
      const { decay, epsilon, momentum } = optimizer;
      return `optax.rmsprop(${rate}, decay=${py(decay)}, eps=${py(epsilon)}${momentum > 0 ? `, momentum=${py(momentum)}` : ''})`;
    }
    case 'adagrad':
      return `optax.adagrad(${rate}, ${py(optimizer.initialAccumulator)}, eps=${py(optimizer.epsilon)})`;
    case 'adam':
    case 'adamw':
      return `optax.adam(${rate}, ${moments(optimizer)}, eps=${py(optimizer.epsilon)})`;
    case 'nadam':
      return `optax.nadam(${rate}, ${moments(optimizer)}, eps=${py(optimizer.epsilon)})`;
    case 'lion':
      return `optax.lion(${rate}, ${moments(optimizer)}, weight_decay=0.0)`;
    case 'lamb':
      return `optax.lamb(${rate}, ${moments(optimizer)}, eps=${py(optimizer.epsilon)})`;
  }
}

/** The parts of the chain that an optimizer is, as Python. */
function chain(plan: ScriptPlan, rate: string): string[] {
  const { optimizer } = plan.spec;
  const { clip, weightDecay, decayAll } = optimizer;
  const clips =
    clip.by === 'none'
      ? []
      : [clip.by === 'value' ? `optax.clip(${py(clip.max)})` : `optax.clip_by_global_norm(${py(clip.max)})`];
  if (weightDecay === 0) return [...clips, plain(optimizer, rate)];
  const mask = decayAll ? '' : ', mask=is_decayed';
  const decay = `weight_decay=${py(weightDecay)}${mask}`;
  switch (optimizer.name) {
    case 'adam':
    case 'adamw':
      return [
        ...clips,
        `optax.adamw(${rate}, ${moments(optimizer)}, eps=${py(optimizer.epsilon)}, ${decay})`,
      ];
    case 'lion':
      return [...clips, `optax.lion(${rate}, ${moments(optimizer)}, ${decay})`];
    case 'lamb':
      return [...clips, `optax.lamb(${rate}, ${moments(optimizer)}, eps=${py(optimizer.epsilon)}, ${decay})`];
    default:
      // Optax has no such optimizers; the decay is kept out of every momentum.
      return [
        ...clips,
        plain(optimizer, rate),
        `optax.add_decayed_weights(-${rate} * ${py(weightDecay)}${mask})`,
      ];
  }
}

const MASK = `def is_decayed(weights):
    """Which arrays decay: kernels, not biases, nor scales and offsets of norms."""
    return jax.tree.map_with_path(lambda path, _: "kernel" in jax.tree_util.keystr(path), weights)
`;

/** \`make_optimizer\`, and what makes one of it. */
export function flaxOptimizer(plan: ScriptPlan): string {
  const isTold = changesRate(plan);
  const { optimizer } = plan.spec;
  const parts = chain(plan, isTold ? 'learning_rate' : py(optimizer.learningRate));
  const whole =
    parts.length === 1
      ? `return ${parts[0]}`
      : `return optax.chain(\n${parts.map((part) => `        ${part},\n`).join('')}    )`;
  const isMasked = optimizer.weightDecay > 0 && !optimizer.decayAll;
  return `${isMasked ? `${MASK}\n\n` : ''}def make_optimizer(${isTold ? 'learning_rate' : ''}):
    ${whole}`;
}

export const optimizerCall = (plan: ScriptPlan): string =>
  changesRate(plan) ? 'optax.inject_hyperparams(make_optimizer)(learning_rate=0.0)' : 'make_optimizer()';
