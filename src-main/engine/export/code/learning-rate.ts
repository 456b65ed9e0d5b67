import type { Schedule } from '@shared/spec/schedule';
import { definitions, lines, py } from './python';
import type { ScriptPlan } from './script-plan';

type Named<Name extends Schedule['name']> = Extract<Schedule, { name: Name }>;

const HALF_COSINE = `
def half_cosine(end, share):
    """From 1 down to \`end\`; \`share\` is how much of the way is done."""
    return end + (1 - end) * 0.5 * (1 + math.cos(math.pi * min(max(share, 0.0), 1.0)))
`;

const COSINES: readonly Schedule['name'][] = ['cosine', 'warmup-cosine', 'one-cycle', 'cosine-restarts'];

function warmupCosine({ warmupSteps, startFactor, endFactor }: Named<'warmup-cosine'>): string {
  const rising = startFactor === 0 ? '' : `${py(startFactor)} + (1 - ${py(startFactor)}) * `;
  return `if count < ${warmupSteps}:
    return ${rising}count / ${warmupSteps}
return half_cosine(${py(endFactor)}, (count - ${warmupSteps}) / max(1, length - ${warmupSteps}))`;
}

function oneCycle({ warmupShare, divFactor, finalDivFactor }: Named<'one-cycle'>): string {
  return `start, peak = 1 / ${py(divFactor)}, int(${py(warmupShare)} * length)
if count < peak:
    return 1 + (start - 1) * half_cosine(0, count / peak)
return half_cosine(start / ${py(finalDivFactor)}, (count - peak) / max(1, length - peak))`;
}

function restarts({ cycleSteps, cycleFactor, peakFactor, endFactor }: Named<'cosine-restarts'>): string {
  return `cycle, peak = ${cycleSteps}, 1.0
while count >= cycle:
    count, cycle, peak = count - cycle, math.floor(cycle * ${py(cycleFactor)} + 0.5), peak * ${py(peakFactor)}
return peak * half_cosine(${py(endFactor)}, count / cycle)`;
}

/** The statements of a function of `count`, from 0, and `length`; and the name that optax has for it. */
function factor(schedule: Schedule): { name: string; body: string } {
  switch (schedule.name) {
    case 'constant':
      return { name: 'optax.constant_schedule', body: 'return 1.0' };
    case 'linear':
      return {
        name: 'optax.linear_schedule',
        body: `return 1 + (${py(schedule.endFactor)} - 1) * min(count / length, 1)`,
      };
    case 'exponential-decay': {
      const transitions = `count ${schedule.staircase ? '//' : '/'} ${schedule.transitionSteps}`;
      return {
        name: 'optax.exponential_decay',
        body: `return ${py(schedule.decayRate)} ** (${transitions})`,
      };
    }
    case 'piecewise-constant': {
      const boundaries = schedule.boundaries.map(({ step, factor: its }) => [step, its]);
      return {
        name: 'optax.piecewise_constant_schedule',
        body: `boundaries = [${boundaries.map((pair) => py(pair, '(')).join(', ')}]
return math.prod(factor for boundary, factor in boundaries if count >= boundary)`,
      };
    }
    case 'cosine':
      return {
        name: 'optax.cosine_decay_schedule',
        body: `return half_cosine(${py(schedule.endFactor)}, count / length)`,
      };
    case 'warmup-cosine':
      return { name: 'optax.warmup_cosine_decay_schedule', body: warmupCosine(schedule) };
    case 'one-cycle':
      return { name: 'optax.cosine_onecycle_schedule', body: oneCycle(schedule) };
    case 'cosine-restarts':
      return { name: 'optax.sgdr_schedule', body: restarts(schedule) };
    case 'reduce-on-plateau':
      return {
        name: 'optax.contrib.reduce_on_plateau',
        body: `return max(plateau.factor, ${py(schedule.endFactor)})`,
      };
  }
}

const plateau = ({
  factor: its,
  patience,
  minImprovement,
  cooldown,
  endFactor,
}: Named<'reduce-on-plateau'>) => `
class Plateau:
    """optax.contrib.reduce_on_plateau, asked once an epoch about the validation loss."""

    def __init__(self):
        self.factor, self.best, self.without, self.cooldown = 1.0, math.inf, 0, 0

    def after_epoch(self, loss):
        improved = loss < self.best * (1 - ${py(minImprovement)})
        self.best = loss if improved else self.best
        if self.cooldown > 0:
            self.without, self.cooldown = 0, self.cooldown - 1
            return
        self.without = 0 if improved else self.without + 1
        if self.without >= ${patience}:
            self.factor, self.without, self.cooldown = max(self.factor * ${py(its)}, ${py(endFactor)}), 0, ${cooldown}
`;

const isConstant = ({ spec }: ScriptPlan): boolean =>
  spec.optimizer.schedule.name === 'constant' && spec.changes.length === 0;

/** Whether the rate differs from step to step, so that the optimizer is told it each time. */
export const changesRate = (plan: ScriptPlan): boolean => !isConstant(plan);

/** How the rate of the step that is about to be taken is asked for. */
export const rateCall = ({ spec }: ScriptPlan): string =>
  spec.optimizer.schedule.name === 'reduce-on-plateau'
    ? 'learning_rate(step, total_steps, plateau)'
    : 'learning_rate(step, total_steps)';

/** `learning_rate(step, ...)`, as `src-shared/schedule` works it out; nothing where it is always the same. */
export function learningRate(plan: ScriptPlan): string {
  if (isConstant(plan)) return '';
  const { optimizer, changes } = plan.spec;
  const { schedule } = optimizer;
  const { name, body } = factor(schedule);
  const isPlateau = schedule.name === 'reduce-on-plateau';
  const usesLength = /\blength\b/.test(body);
  const own = 'steps' in schedule && schedule.steps !== undefined ? String(schedule.steps) : undefined;
  const changed = changes.flatMap(({ step, learningRate: rate, scheduleSteps }) => {
    const sets = lines(
      rate !== undefined && `        rate = ${py(rate)}`,
      scheduleSteps !== undefined && usesLength && own === undefined && `        length = ${scheduleSteps}`,
    );
    return sets === '' ? [] : [`    if step > ${step}:\n${sets}`];
  });
  const call = lines('count', usesLength && ', length', isPlateau && ', plateau').replaceAll('\n', '');
  return definitions(
    COSINES.includes(schedule.name) && HALF_COSINE,
    isPlateau && plateau(schedule),
    schedule.name !== 'constant' &&
      `def schedule(${call}):
    """${name}: what part of the learning rate is used, after \`count\` steps."""
${body.replaceAll(/^/gm, '    ')}`,
    lines(
      `def learning_rate(step, total_steps${isPlateau ? ', plateau' : ''}):`,
      `    """Of a step, counted from 1.${changed.length > 0 ? ' It was changed while the run went on.' : ''}"""`,
      usesLength && `    length = ${own ?? 'total_steps'}`,
      `    rate = ${py(optimizer.learningRate)}`,
      ...changed,
      schedule.name === 'constant'
        ? '    return rate'
        : `    return rate * schedule(${call.replace('count', 'step - 1')})`,
    ),
  );
}
