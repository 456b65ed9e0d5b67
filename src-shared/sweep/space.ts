import { z } from 'zod';

/** A field of a run's spec, as a dotted path: `optimizer.learningRate`, `model.layers.1.units`. */
export const fieldSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z]\w*(\.\w+)*$/, 'a field is a dotted path such as optimizer.learningRate');

export const choiceValueSchema = z.union([z.number(), z.boolean(), z.string().max(200)]);
export type ChoiceValue = z.infer<typeof choiceValueSchema>;

/** Only where a field before it has one of these values. */
const whenSchema = z.strictObject({ field: fieldSchema, is: z.array(choiceValueSchema).min(1).max(50) });

const common = { field: fieldSchema, when: whenSchema.optional() };
const range = {
  ...common,
  min: z.number(),
  max: z.number(),
  /** of a grid, evenly spaced on the scale, both ends included */
  points: z.int().min(2).max(1000).default(3),
};

export const dimensionSchema = z.discriminatedUnion('scale', [
  z.strictObject({ scale: z.literal('log'), ...range }),
  z.strictObject({ scale: z.literal('linear'), ...range }),
  z.strictObject({
    scale: z.literal('integer'),
    ...range,
    /** whether small numbers are as likely as large ones by their ratio */
    log: z.boolean().default(false),
  }),
  z.strictObject({
    scale: z.literal('choice'),
    ...common,
    values: z.array(choiceValueSchema).min(1).max(1000),
  }),
]);
/** One field that is varied, and over what. */
export type Dimension = z.infer<typeof dimensionSchema>;
export type Scale = Dimension['scale'];

/** What a trial sets: fields in the order of the space, those left out that do not apply. */
export const assignmentSchema = z.array(z.tuple([fieldSchema, choiceValueSchema]));
export type Assignment = [field: string, value: ChoiceValue][];

const DIGITS = 4;
/** Few digits say as much, are read more easily, and are the same wherever logarithms differ in their last bit. */
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));
const mixed = (from: number, to: number, share: number) => from + (to - from) * share;

/** The value at a place from 0 to before 1 of a dimension, such that evenly spread places are evenly spread values. */
export function valueAtPlace(dimension: Dimension, place: number): ChoiceValue {
  if (dimension.scale === 'choice') {
    const { values } = dimension;
    return values[Math.min(values.length - 1, Math.floor(place * values.length))]!;
  }
  const { min, max } = dimension;
  switch (dimension.scale) {
    case 'log':
      return between(min, rounded(Math.exp(mixed(Math.log(min), Math.log(max), place))), max);
    case 'linear':
      return between(min, rounded(mixed(min, max, place)), max);
    case 'integer': {
      // Half a step beyond both ends, so that each whole number has a share of its own.
      const [low, high] = [min - 0.5, max + 0.5];
      const value = dimension.log
        ? Math.exp(mixed(Math.log(low), Math.log(high), place))
        : mixed(low, high, place);
      return between(min, Math.round(value), max);
    }
  }
}

/** All values of a dimension in a grid. */
export function gridValues(dimension: Dimension): ChoiceValue[] {
  if (dimension.scale === 'choice') return [...new Set(dimension.values)];
  const { min, max, points } = dimension;
  const isLog = dimension.scale === 'log' || (dimension.scale === 'integer' && dimension.log);
  const values = Array.from({ length: points }, (_, at) => {
    const share = at / (points - 1);
    const value = isLog ? Math.exp(mixed(Math.log(min), Math.log(max), share)) : mixed(min, max, share);
    return between(min, dimension.scale === 'integer' ? Math.round(value) : rounded(value), max);
  });
  return [...new Set(values)];
}

/** Whether a value may be drawn from a dimension. */
export function isWithin(dimension: Dimension, value: ChoiceValue): boolean {
  if (dimension.scale === 'choice') return dimension.values.includes(value);
  const { scale, min, max } = dimension;
  if (typeof value !== 'number' || value < min || value > max) return false;
  return scale !== 'integer' || Number.isInteger(value);
}

/** Whether a trial may set this: every field that applies, in order, to a value of its dimension. */
export function isFrom(space: readonly Dimension[], set: Assignment): boolean {
  let at = 0;
  for (const dimension of space) {
    if (!applies(dimension, set.slice(0, at))) continue;
    const [field, value] = set[at++] ?? [];
    if (field !== dimension.field || value === undefined || !isWithin(dimension, value)) return false;
  }
  return at === set.length;
}

/** Whether a dimension applies where these fields are set so. */
export const applies = ({ when }: Dimension, set: Assignment): boolean =>
  when === undefined || set.some(([field, value]) => field === when.field && when.is.includes(value));
