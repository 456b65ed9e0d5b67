import type { Optimizer } from '@shared/spec/optimizer';
import { py } from '../code/python';
import type { ScriptPlan } from '../code/script-plan';

const isAdam = ({ name }: Optimizer): boolean => name === 'adam' || name === 'adamw';

/** Where PyTorch's own does what optax's does. */
const isBuiltIn = (optimizer: Optimizer): boolean =>
  isAdam(optimizer) || (optimizer.name === 'sgd' && optimizer.weightDecay === 0);

interface Own {
  name: string;
  words: string;
  /** what is kept for each array, and what it starts as */
  slots: readonly (readonly [name: string, start: string])[];
  /** statements that make `direction` of `gradient`, `weight`, slots and `step` */
  body: string;
  /** the last statement, where it is not the usual one */
  move?: string;
}

function moments({ beta1, beta2 }: { beta1: number; beta2: number }): string {
  return `m.mul_(${py(beta1)}).add_(gradient * (1 - ${py(beta1)}))
v.mul_(${py(beta2)}).add_(gradient**2 * (1 - ${py(beta2)}))`;
}

const MOMENTS = [
  ['m', '0.0'],
  ['v', '0.0'],
] as const;

function own(optimizer: Optimizer): Own {
  switch (optimizer.name) {
    case 'sgd': {
      const { momentum, nesterov } = optimizer;
      if (momentum === 0) {
        return {
          name: 'SGD',
          words: 'optax.sgd with decoupled weight decay',
          slots: [],
          body: 'direction = gradient',
        };
      }
      return {
        name: 'SGD',
        words: 'optax.sgd with decoupled weight decay, which PyTorch puts into the momentum',
        slots: [['trace', '0.0']],
        body: `trace.mul_(${py(momentum)}).add_(gradient)
direction = ${nesterov ? `gradient + ${py(momentum)} * trace` : 'trace'}`,
      };
    }
    case 'rmsprop': {
      const { decay, epsilon, momentum } = optimizer;
      const scaled = `nu.mul_(${py(decay)}).add_(gradient**2 * (1 - ${py(decay)}))
direction = gradient * torch.rsqrt(nu + ${py(epsilon)})`;
      const words = 'optax.rmsprop: epsilon is added before the root, PyTorch adds it after';
      if (momentum === 0) return { name: 'RMSProp', words, slots: [['nu', '0.0']], body: scaled };
      return {
        name: 'RMSProp',
        words: `${words}; the rate goes into the trace`,
        slots: [
          ['nu', '0.0'],
          ['trace', '0.0'],
        ],
        body: `${scaled}
trace.mul_(${py(momentum)}).add_(direction * rate)`,
        move: 'weight.sub_(weight * decay * rate + trace)',
      };
    }
    case 'adagrad':
      return {
        name: 'Adagrad',
        words: 'optax.adagrad: epsilon is added before the root, PyTorch adds it after',
        slots: [['total', py(optimizer.initialAccumulator)]],
        body: `total.add_(gradient**2)
direction = gradient * torch.rsqrt(total + ${py(optimizer.epsilon)})`,
      };
    case 'nadam': {
      const { beta1, beta2, epsilon } = optimizer;
      return {
        name: 'NAdam',
        words: "optax.nadam (Dozat 2016), without the schedule of PyTorch's momentum",
        slots: MOMENTS,
        body: `${moments(optimizer)}
mean = m * ${py(beta1)} / (1 - ${py(beta1)} ** (step + 1)) + gradient * (1 - ${py(beta1)}) / (1 - ${py(beta1)}**step)
direction = mean / ((v / (1 - ${py(beta2)}**step)).sqrt() + ${py(epsilon)})`,
      };
    }
    case 'lion': {
      const { beta1, beta2 } = optimizer;
      return {
        name: 'Lion',
        words: 'optax.lion (Chen et al. 2023)',
        slots: [['m', '0.0']],
        body: `direction = torch.sign(m * ${py(beta1)} + gradient * (1 - ${py(beta1)}))
m.mul_(${py(beta2)}).add_(gradient * (1 - ${py(beta2)}))`,
      };
    }
    case 'lamb': {
      const { beta1, beta2, epsilon } = optimizer;
      return {
        name: 'LAMB',
        words: "optax.lamb (You et al. 2019): Adam's direction, as long as the array that it moves",
        slots: MOMENTS,
        body: `${moments(optimizer)}
direction = m / (1 - ${py(beta1)}**step) / ((v / (1 - ${py(beta2)}**step)).sqrt() + ${py(epsilon)})
direction = direction + weight * decay
lengths = weight.norm(), direction.norm()
direction = direction * (lengths[0] / lengths[1] if lengths[0] * lengths[1] > 0 else 1)`,
        move: 'weight.sub_(direction * rate)',
      };
    }
    default:
      throw new Error(`${optimizer.name} is PyTorch's own`);
  }
}

function ownClass(optimizer: Optimizer): string {
  const { name, words, slots, body, move } = own(optimizer);
  const usesStep = /\bstep\b/.test(body);
  const decays = optimizer.weightDecay > 0;
  // Without decay nothing of it is left in the text.
  const plainMove = decays
    ? 'weight.sub_((direction + weight * decay) * rate)'
    : 'weight.sub_(direction * rate)';
  const written = (text: string) =>
    decays
      ? text
      : text.replace('direction = direction + weight * decay\n', '').replace('weight * decay * rate + ', '');
  const names = slots.map(([slot]) => slot);
  const state =
    slots.length === 0
      ? ''
      : `
                state = self.state[weight]
                if not state:
                    state.update(${slots.map(([slot, start]) => `${slot}=torch.full_like(weight, ${start})`).join(', ')})
                ${names.join(', ')} = ${names.map((slot) => `state["${slot}"]`).join(', ')}`;
  return `class ${name}(torch.optim.Optimizer):
    """${words}."""

    @torch.no_grad()
    def step(self):${usesStep ? '\n        step = self.count = getattr(self, "count", 0) + 1' : ''}
        for group in self.param_groups:
            rate${decays ? ', decay' : ''} = group["lr"]${decays ? ', group["weight_decay"]' : ''}
            for weight in group["params"]:
                gradient = weight.grad${state}
${written(body).replaceAll(/^/gm, '                ')}
                ${written(move ?? plainMove)}`;
}

/** `make_optimizer(model)`. */
export function torchOptimizer(plan: ScriptPlan): string {
  const { optimizer } = plan.spec;
  const { weightDecay, decayAll, learningRate } = optimizer;
  const trained =
    plan.frozen.length > 0 ? '[w for w in model.parameters() if w.requires_grad]' : 'model.parameters()';
  const isMasked = weightDecay > 0 && !decayAll;
  const groups = isMasked
    ? `    # Kernels decay, not biases, nor scales and offsets of norms.
    weights = ${plan.frozen.length > 0 ? trained : 'list(model.parameters())'}
    kernels, others = [w for w in weights if w.ndim > 1], [w for w in weights if w.ndim == 1]
    groups = [{"params": kernels, "weight_decay": ${py(weightDecay)}}, {"params": others, "weight_decay": 0.0}]
`
    : '';
  const given = isMasked ? 'groups' : trained;
  const rate = `lr=${py(learningRate)}`;
  const decay = weightDecay > 0 && !isMasked ? `, weight_decay=${py(weightDecay)}` : '';
  const make = (() => {
    if (optimizer.name === 'adam' || optimizer.name === 'adamw') {
      const { beta1, beta2, epsilon } = optimizer;
      const name = weightDecay > 0 ? 'AdamW' : 'Adam';
      return `torch.optim.${name}(${given}, ${rate}, betas=(${py(beta1)}, ${py(beta2)}), eps=${py(epsilon)}${decay})`;
    }
    if (optimizer.name === 'sgd' && isBuiltIn(optimizer)) {
      const { momentum, nesterov } = optimizer;
      return `torch.optim.SGD(${given}, ${rate}${momentum > 0 ? `, momentum=${py(momentum)}` : ''}${nesterov && momentum > 0 ? ', nesterov=True' : ''})`;
    }
    const defaults = `{"lr": ${py(learningRate)}${weightDecay > 0 && !isMasked ? `, "weight_decay": ${py(weightDecay)}` : ''}}`;
    return `${own(optimizer).name}(${given}, ${defaults})`;
  })();
  return `${isBuiltIn(optimizer) ? '' : `${ownClass(optimizer)}\n\n\n`}def make_optimizer(model):
${groups}    return ${make}`;
}

/** Statements that cut gradients down, as optax does. */
export function torchClip({ spec }: ScriptPlan): string {
  const { clip } = spec.optimizer;
  if (clip.by === 'none') return '';
  const gradients = 'gradients = [weight.grad for weight in model.parameters() if weight.grad is not None]';
  if (clip.by === 'value')
    return `${gradients}\nfor gradient in gradients:\n    gradient.clamp_(-${py(clip.max)}, ${py(clip.max)})`;
  return `${gradients}
length = torch.stack([gradient.norm() for gradient in gradients]).norm()
for gradient in gradients:
    gradient.mul_(${py(clip.max)} / length.clamp(min=${py(clip.max)}))`;
}
