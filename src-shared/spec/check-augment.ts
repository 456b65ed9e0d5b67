import { augmentSchema, changesPictures, isAugmenting, NO_AUGMENT, type Augment } from './augment';
import { error, number, set, small, warning, type CheckedDataset } from './check-words';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

type Dataset = Pick<CheckedDataset, 'classes' | 'input' | 'target'>;

const path = (field: keyof Augment): string => `augment.${field}`;
const without = (label: string, ...fields: (keyof Augment)[]) => ({
  label,
  changes: fields.map((field) => ({ path: path(field), value: NO_AUGMENT[field] })),
});

const holdsPictures = ({ input }: Dataset): boolean => (input?.type ?? 'pictures') === 'pictures';

/** Whether the classes are digits, letters or other signs, which mean something else when they are flipped or turned. */
export const areSigns = ({ classes }: Pick<Dataset, 'classes'>): boolean =>
  classes.length > 0 && classes.every((name) => /^[\p{L}\p{N}]\p{M}*$/u.test(name.trim()));

/**
 * Changes that keep labels true, to begin with: signs are moved a little and never flipped, other pictures are flipped
 * left for right as well; nothing where there are no pictures.
 */
export function defaultsFor(dataset: Dataset): Augment {
  if (!holdsPictures(dataset)) return NO_AUGMENT;
  return augmentSchema.parse(
    areSigns(dataset)
      ? { shift: 0.08, rotate: 10, zoom: 0.1 }
      : { shift: 0.1, rotate: 5, zoom: 0.1, flipHorizontal: true, outside: 'edge' },
  );
}

/** What cannot be done with such samples at all. */
function kindProblems(augment: Augment, dataset: CheckedDataset): Problem[] {
  if (!holdsPictures(dataset)) {
    return [
      error(
        'augment',
        `${dataset.name} has rows of numbers, and only pictures can be changed at random: switch augmentation off.`,
        set('Switch it off', 'augment', NO_AUGMENT),
      ),
    ];
  }
  if (augment.mixup > 0 && dataset.target?.type === 'values') {
    return [
      error(
        path('mixup'),
        `Mixup mixes classes, but ${dataset.name} has values to predict: switch it off.`,
        without('Switch it off', 'mixup'),
      ),
    ];
  }
  return [];
}

function signProblems(augment: Augment, { name }: CheckedDataset): Problem[] {
  const { flipHorizontal, flipVertical, rotate } = augment;
  const problems: Problem[] = [];
  const flips = (['flipHorizontal', 'flipVertical'] as const).filter((field) => augment[field]);
  if (flipHorizontal || flipVertical) {
    problems.push(
      warning(
        path(flips[0]!),
        `The classes of ${name} are digits, letters or signs, and a flipped one is another or none at all (a 2 looks like a 5, a b like a d): what is trained on would be labelled wrongly. Do not flip them.`,
        without('Do not flip', ...flips),
      ),
    );
  }
  if (rotate > 45) {
    problems.push(
      warning(
        path('rotate'),
        `The classes of ${name} are digits, letters or signs, and turned by ${number(rotate)}° one looks like another (a 6 becomes a 9): turn them by 15° at most.`,
        set('Use 10°', path('rotate'), 10),
      ),
    );
  }
  return problems;
}

function upsideDownProblems({ flipVertical }: Augment): Problem[] {
  if (!flipVertical) return [];
  return [
    warning(
      path('flipVertical'),
      'Half of the pictures are shown upside down: that helps where there is no up, as from above or through a microscope, and hinders with photos.',
      without('Do not flip vertically', 'flipVertical'),
    ),
  ];
}

/** What more than this does to a picture is too much to learn from, and what is usual instead. */
const STRONG: Partial<Record<keyof Augment, { most: number; use: number; what: (value: string) => string }>> =
  {
    shift: {
      most: 0.3,
      use: 0.1,
      what: (value) => `A shift by ${value} of the side moves much of a picture out of sight`,
    },
    zoom: {
      most: 0.5,
      use: 0.1,
      what: (value) => `A zoom by ${value} leaves little to see, or makes it tiny`,
    },
    shear: { most: 30, use: 10, what: (value) => `A shear by ${value}° squeezes things past recognition` },
    brightness: {
      most: 0.5,
      use: 0.2,
      what: (value) => `A brightness of up to ${value} turns pictures all black or all white`,
    },
    contrast: { most: 0.8, use: 0.3, what: (value) => `A contrast of up to ${value} turns pictures grey` },
    noise: { most: 0.25, use: 0.05, what: (value) => `Noise of ${value} drowns what is to be seen` },
    cutout: {
      most: 0.6,
      use: 0.3,
      what: (value) => `A cutout of ${value} of the side hides most of a picture`,
    },
    mixup: {
      most: 1,
      use: 0.2,
      what: (value) => `A mixup of ${value} shows hardly any picture by itself, half of each pair mostly`,
    },
  };

function strengthProblems(augment: Augment, { shape }: CheckedDataset): Problem[] {
  const problems: Problem[] = [];
  for (const field of Object.keys(STRONG) as (keyof typeof STRONG)[]) {
    const { most, use, what } = STRONG[field]!;
    const value = augment[field];
    if (typeof value !== 'number' || value <= most) continue;
    problems.push(
      warning(path(field), `${what(small(value))}: ${use} is usual.`, set(`Use ${use}`, path(field), use)),
    );
  }
  const side = Math.min(...shape.slice(0, 2));
  const usual = Math.max(1, Math.round(side / 8));
  if (augment.crop > side / 3) {
    problems.push(
      warning(
        path('crop'),
        `A crop of ${number(augment.crop)} pixels moves much of a picture of ${number(side)} out of sight: ${number(usual)} is usual.`,
        set(`Use ${number(usual)}`, path('crop'), usual),
      ),
    );
  }
  return problems;
}

/** What is wrong or doubtful about how pictures are changed at random. */
export function augmentProblems(
  { augment, shuffle }: Pick<RunSpec, 'augment' | 'shuffle'>,
  dataset: CheckedDataset | undefined,
): Problem[] {
  if (!dataset || !isAugmenting(augment)) return [];
  const impossible = kindProblems(augment, dataset);
  if (impossible.length > 0) return impossible;
  const problems = strengthProblems(augment, dataset);
  if (changesPictures(augment)) {
    problems.push(...(areSigns(dataset) ? signProblems(augment, dataset) : upsideDownProblems(augment)));
  }
  if (augment.mixup > 0 && !shuffle) {
    problems.push(
      warning(
        path('mixup'),
        'Mixup mixes each sample with the next one, and without shuffling that is always the same: shuffle, or switch it off.',
        set('Shuffle', 'shuffle', true),
        without('Switch it off', 'mixup'),
      ),
    );
  }
  return problems;
}
