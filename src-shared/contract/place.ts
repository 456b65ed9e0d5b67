import { z } from 'zod';
import { parseRayAddress } from '../place/ray-address';
import { hostPathSchema } from './host-path';

const rayAddressSchema = z.string().transform((text, context) => {
  const parsed = parseRayAddress(text);
  if (parsed.ok) return parsed.address;
  context.addIssue({ code: 'custom', message: parsed.message });
  return z.NEVER;
});

/** A Ray cluster where runs train, and what each of them asks of it. */
export const rayPlaceSchema = z.object({
  type: z.literal('ray'),
  /** of its dashboard, without a slash at its end */
  address: rayAddressSchema,
  /** a folder that this machine and every node of the cluster can write: its path here */
  shared: hostPathSchema,
  /** its path on the nodes, where that is another one */
  sharedThere: hostPathSchema.optional(),
  /** what starts Trainyard on a node */
  command: z.string().trim().min(1).max(1000).default('trainyard'),
  /** of each run, and the number of threads that it is computed with */
  cpus: z.int().min(1).max(1024).default(1),
  /** of each run; with none it is computed on CPUs */
  gpus: z.number().min(0).max(64).default(0),
  /** how many trials of a sweep may be there at once */
  atOnce: z.int().min(1).max(1000).default(8),
});
export type RayPlace = z.infer<typeof rayPlaceSchema>;

/** What a page says of a cluster: one that the studio knows, and what each run asks of it. */
export const chosenPlaceSchema = rayPlaceSchema.pick({ address: true, cpus: true, gpus: true, atOnce: true });
export type ChosenPlace = z.infer<typeof chosenPlaceSchema>;

/** What is known of a place that was looked at. */
export const placeReportSchema = z.object({
  /** why it cannot be used, in one sentence; empty where it can */
  problem: z.string(),
  /** "Ray 2.52.1"; empty where it does not answer */
  version: z.string(),
});
export type PlaceReport = z.infer<typeof placeReportSchema>;
