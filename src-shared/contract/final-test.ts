import { z } from 'zod';
import { loss } from '../format/numbers';
import { checkpointIdSchema } from '../spec/run-spec';

/** The test at the end of a run: of its best checkpoint on the dataset's test part, once. */
export const finalTestSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('due') }),
  /** the run itself is whole all the same */
  z.object({ state: z.literal('failed'), reason: z.string() }),
  z.object({
    state: z.literal('done'),
    /** id of the evaluation */
    evaluation: z.string(),
    checkpoint: checkpointIdSchema,
    /** whole epochs done at the checkpoint */
    epoch: z.int().nonnegative(),
    step: z.int().nonnegative(),
    /** the last one where nothing was validated */
    of: z.enum(['best', 'last']),
    /** share from 0 to 1; null where values are predicted */
    accuracy: z.number().nullable(),
    /** where values are predicted, as in an evaluation */
    r2: z.number().nullable().default(null),
    mae: z.number().nullable().default(null),
    /** mean over samples, in nats */
    loss: z.number(),
    samples: z.int().nonnegative(),
  }),
]);
export type FinalTest = z.infer<typeof finalTestSchema>;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** "accuracy 87.40%, loss 0.3512, of the best checkpoint (epoch 9), 10,000 samples" */
export function finalTestWords(test: Extract<FinalTest, { state: 'done' }>): string {
  const at = test.epoch > 0 ? `epoch ${test.epoch}` : `step ${whole.format(test.step)}`;
  const { accuracy, r2, mae } = test;
  return [
    ...(accuracy === null ? [] : [`accuracy ${(100 * accuracy).toFixed(2)}%`]),
    ...(r2 === null ? [] : [`R² ${r2.toFixed(4)}`]),
    ...(mae === null ? [] : [`mean absolute error ${Number(mae.toPrecision(4))}`]),
    `loss ${loss(test.loss)}`,
    `of the ${test.of} checkpoint (${at})`,
    `${whole.format(test.samples)} samples`,
  ].join(', ');
}
