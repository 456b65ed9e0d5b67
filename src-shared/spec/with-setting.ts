import { fittedSchedule } from './fit-schedule';
import { newLayer, type LayerType } from './layer';
import { newOnNonFinite, type OnNonFinite } from './non-finite';
import { newOptimizer, type OptimizerName } from './optimizer';
import { valueAt, withValueAt } from './path';
import { presets } from './presets';
import { newSchedule, type ScheduleName } from './schedule';

const isKeyOf = <Key extends string>(record: Record<Key, unknown>, key: unknown): key is Key =>
  typeof key === 'string' && Object.hasOwn(record, key);

const anyDataset = { id: 'any', classes: ['0', '1'] };

/** Learning rates that nobody chose: those of fresh optimizers and of presets. */
const isUnchosen = (name: unknown, learningRate: unknown): boolean =>
  !isKeyOf(newOptimizer, name) ||
  newOptimizer[name]().learningRate === learningRate ||
  Object.values(presets).some(({ spec }) => {
    const { optimizer } = spec(anyDataset);
    return optimizer.name === name && optimizer.learningRate === learningRate;
  });

/** Another optimizer in the place of the one there: what all have stays, and a learning rate that was chosen. */
function changedOptimizer(before: unknown, name: OptimizerName): unknown {
  const { schedule, clip, decayAll, ...fresh } = newOptimizer[name]();
  const kept = (key: string, otherwise: unknown) => valueAt(before, key) ?? otherwise;
  const rate = valueAt(before, 'learningRate') ?? fresh.learningRate;
  return {
    ...fresh,
    learningRate: isUnchosen(valueAt(before, 'name'), rate) ? fresh.learningRate : rate,
    schedule: kept('schedule', schedule),
    clip: kept('clip', clip),
    decayAll: kept('decayAll', decayAll),
  };
}

const clips = {
  none: () => ({ by: 'none' }),
  value: () => ({ by: 'value', max: 1 }),
  'global-norm': () => ({ by: 'global-norm', max: 1 }),
};

/** What stands at the place of an object when its kind is changed; undefined where nothing special does. */
function changedKind(draft: unknown, path: string, kind: unknown, totalSteps?: number): unknown {
  const place = path.slice(0, path.lastIndexOf('.'));
  if (path === 'optimizer.name' && isKeyOf<OptimizerName>(newOptimizer, kind)) {
    return changedOptimizer(valueAt(draft, place), kind);
  }
  if (path === 'optimizer.schedule.name' && isKeyOf<ScheduleName>(newSchedule, kind)) {
    return fittedSchedule(kind, totalSteps);
  }
  if (path === 'onNonFinite.do' && isKeyOf<OnNonFinite['do']>(newOnNonFinite, kind)) {
    return newOnNonFinite[kind]();
  }
  if (path === 'optimizer.clip.by' && isKeyOf(clips, kind)) return clips[kind]();
  if (/^model\.layers\.\d+\.type$/.test(path) && isKeyOf<LayerType>(newLayer, kind)) return newLayer[kind]();
  return undefined;
}

/**
 * A draft with one setting changed, by hand or from the terminal. A change of kind (another optimizer, another
 * schedule) brings the fields of the new kind along, as those of the old one would be mistakes.
 *
 * @param totalSteps of the run, for lengths that suit it
 */
export function withSetting<T>(draft: T, path: string, value: unknown, totalSteps?: number): T {
  if (valueAt(draft, path) === value) return draft;
  const changed = changedKind(draft, path, value, totalSteps);
  return changed === undefined
    ? withValueAt(draft, path, value)
    : withValueAt(draft, path.slice(0, path.lastIndexOf('.')), changed);
}
