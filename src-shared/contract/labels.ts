import { z } from 'zod';
import { MOST_IN_RUN_NAME, runIdSchema } from '../spec/run-spec';

/** One word or a few; a comma parts tags where several are typed. */
export const tagSchema = z
  .string()
  .trim()
  .min(1, 'a tag cannot be empty')
  .max(40, 'a tag has at most 40 characters')
  .regex(/^[^,\n]*$/, 'a tag has no comma and no line break');

/** The experiment that a run belongs to; empty where it belongs to none. */
export const experimentSchema = z.string().trim().max(80, 'an experiment’s name has at most 80 characters');

/** What a run is to be called from now on. */
export const newNameSchema = z
  .string()
  .trim()
  .min(1, 'a run’s name cannot be empty')
  .max(MOST_IN_RUN_NAME, `a run’s name has at most ${MOST_IN_RUN_NAME} characters`);

export const notesSchema = z.string().max(4000, 'a note has at most 4,000 characters');

/** `labels.json`: what people say of a run. Runs of older versions have a name alone. */
export const runLabelsSchema = z.object({
  version: z.literal(1),
  name: z.string().min(1).max(MOST_IN_RUN_NAME),
  tags: z.array(tagSchema).default([]),
  experiment: experimentSchema.default(''),
  notes: notesSchema.default(''),
  /** whether lists leave it out unless they are asked for it */
  archived: z.boolean().default(false),
});
export type RunLabels = z.infer<typeof runLabelsSchema>;

/**
 * What is to be changed of a run's labels; what is left out stays. Tags are added and removed one by one, so that two
 * people who tag a run at once both have their way.
 */
export const labelChangeSchema = z.object({
  run: runIdSchema,
  addTags: z.array(tagSchema).max(50, 'at most 50 tags are added at once').default([]),
  removeTags: z.array(tagSchema).max(50, 'at most 50 tags are removed at once').default([]),
  experiment: experimentSchema.optional(),
  notes: notesSchema.optional(),
  archived: z.boolean().optional(),
});
export type LabelChange = z.infer<typeof labelChangeSchema>;

/** As it is asked for: tags may be left out. */
export type WantedLabels = z.input<typeof labelChangeSchema>;
