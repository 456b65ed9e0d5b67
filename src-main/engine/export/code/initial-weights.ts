import type { ParameterInfo } from '@shared/model/parameters';
import type { Initializer } from '@shared/spec/layer';
import { headOf } from '@shared/model/take-over';
import { definitions, dictionaryOf } from './python';
import type { ScriptPlan } from './script-plan';

type Drawn = NonNullable<ParameterInfo['drawn']>;

/** Variances as they are known, not worked out: 1 / 784. */
const variance = ({ initializer, fanIn, fanOut }: Drawn): string => {
  if (initializer.startsWith('glorot')) return `2 / (${fanIn} + ${fanOut})`;
  return `${initializer.startsWith('he') ? 2 : 1} / ${fanIn}`;
};

const WORDS: Record<'lecun' | 'glorot' | 'he', string> = {
  lecun: '1 / inputs (LeCun)',
  glorot: '2 / (inputs + outputs) (Glorot and Bengio 2010)',
  he: '2 / inputs (He et al. 2015)',
};

const truncatedNormal = `
def truncated_normal(shape, variance, index):
    """Normal numbers (Box and Muller 1958), those beyond two deviations drawn again."""
    size = math.prod(shape)
    pairs = size // 2 + size // 16 + 64
    while True:
        first, second = uniforms(2 * pairs, INITIAL_WEIGHTS, 0, index).reshape(-1, 2).T
        radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
        normal = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1)
        normal = normal[np.abs(normal) <= 2][:size]
        if len(normal) == size:
            # 0.8796... is the deviation of what is left.
            return (math.sqrt(variance) / 0.87962566103423978 * normal).astype(np.float32).reshape(shape)
        pairs *= 2
`;

const uniform = `
def uniform(shape, variance, index):
    bound = math.sqrt(3 * variance)
    numbers = bound * (2 * uniforms(math.prod(shape), INITIAL_WEIGHTS, 0, index) - 1)
    return numbers.astype(np.float32).reshape(shape)
`;

/** What is taken over of another run's weights, where the run began with such. */
function takenOver({ spec, parameters }: ScriptPlan): string {
  if (spec.start === undefined) return '';
  const isNewHead = spec.start.fit === 'new-head';
  const head = `"layers.${headOf(parameters)}."`;
  return `
def taken_over(weights, path):
    """Begins with another checkpoint's weights where they fit${isNewHead ? '; the last layer is drawn anew' : ''}."""
    for name, array in load_file(path).items():
        if name in weights and array.shape == weights[name].shape${isNewHead ? ` and not name.startswith(${head})` : ''}:
            weights[name] = array
`;
}

/** What a run begins with, as `engine/model/initial-weights.ts` draws it. */
export function initialWeights(plan: ScriptPlan): string {
  const { parameters } = plan;
  const kernels = parameters.flatMap(({ name, drawn }, index) => (drawn ? [{ name, drawn, index }] : []));
  const isUniform = (initializer: Initializer) => initializer.endsWith('uniform');
  const kinds = [
    ...new Set(kernels.map(({ drawn }) => drawn.initializer.split('-')[0] as keyof typeof WORDS)),
  ];
  const table = dictionaryOf(
    'KERNELS',
    kernels.map(({ name, drawn, index }): [string, string] => [
      name,
      `(${isUniform(drawn.initializer) ? 'uniform' : 'truncated_normal'}, ${variance(drawn)}, ${index})`,
    ]),
  );
  return definitions(
    kernels.some(({ drawn }) => !isUniform(drawn.initializer)) && truncatedNormal,
    kernels.some(({ drawn }) => isUniform(drawn.initializer)) && uniform,
    kernels.length > 0 &&
      `# How each kernel is drawn: the distribution, its variance, which is ${kinds.map((kind) => WORDS[kind]).join(' or ')},
# and which stream of random numbers it takes.
${table}`,
    `def initial_weights():
    """The arrays that the run began with, by the names and shapes of those in model.safetensors."""
    weights = {name: np.zeros_like(array) for name, array in load_file(WEIGHTS).items()}
    for name, array in weights.items():
        if name.endswith((".scale", ".var", ".variance")):
            array[:] = 1${
              kernels.length === 0
                ? ''
                : `
    for name, (draw, variance, index) in KERNELS.items():
        weights[name] = draw(weights[name].shape, variance, index)`
            }
    return weights`,
    takenOver(plan),
  );
}
