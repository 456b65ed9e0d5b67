import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { optimizerSchema } from '@shared/spec/optimizer';
import { lossSchema } from '@shared/spec/run-spec';
import { plateauScheduleSchema, scheduleSchema } from '@shared/spec/schedule';

const numbers = z.array(z.number());
const shape = z.array(z.int());
/** JSON has no such numbers, so they are written as words. */
const anyNumber = z.union([
  z.number(),
  z.literal('nan').transform(() => NaN),
  z.literal('infinity').transform(() => Infinity),
]);
const place = z.int();

const fixtureSchema = z.object({
  totalSteps: z.int(),
  schedules: z.array(z.object({ schedule: scheduleSchema, factors: numbers })),
  plateau: z.object({
    losses: z.array(anyNumber),
    cases: z.array(z.object({ settings: plateauScheduleSchema, factors: numbers })),
  }),
  losses: z.object({
    logits: z.array(numbers),
    labels: z.array(z.int()),
    cases: z.array(
      z.object({
        loss: lossSchema,
        labelSmoothing: z.number(),
        values: numbers,
        /** null where there is no derivative */
        gradient: z.array(z.number().nullable()),
      }),
    ),
  }),
  updates: z.object({
    shapes: z.object({ kernel: shape, bias: shape }),
    /** kernel and bias, one after the other, as everywhere below */
    weights: numbers,
    gradients: z.array(numbers),
    keptSteps: z.array(z.int()),
    optimizers: z.array(optimizerSchema),
    clips: z.array(z.json()),
    /** the places of optimizer, schedule and clip in their lists, and the weights after each kept step */
    cases: z.array(z.tuple([place, place, place, z.array(numbers)])),
  }),
});

/** What make-optax-fixtures.py has written. */
export const optax = fixtureSchema.parse(
  JSON.parse(readFileSync(new URL('optax.json', import.meta.url), 'utf8')),
);
