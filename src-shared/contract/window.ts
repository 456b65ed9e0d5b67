import { z } from 'zod';
import { runIdSchema } from '../spec/run-spec';
import { contract } from './api';
import { foreignCheckpointSchema } from './checkpoint';
import { datasetIdSchema } from './dataset';
import { exportAskSchema } from './export';
import { hostPathSchema } from './host-path';
import { importRequestSchema, inspectionSchema } from './import';
import { jobSummarySchema } from './job';
import { libraryBackupSchema } from './library-backup';
import { libraryPlaceSchema } from './library-move';
import { machineNameSchema } from './machine';
import { problemSchema } from '../spec/problem';
import { chosenPlaceSchema, placeReportSchema } from './place';
import { folderListingSchema, grantedSchema, grantSchema, purposeSchema, uploadPieceSchema } from './grants';
import { method } from './methods/method';
import { runSummarySchema } from './run';
import { runDataSchema } from './run-data';
import { settingsSummarySchema, studioSettingsSchema } from './settings';
import { shareAskSchema, sharedRunSchema } from './shared-run';
import { sweepPreviewSchema, sweepSchema } from './sweep';
import { broughtWeightsSchema } from './weights';

const fromGrant = z.object({ from: grantSchema });
const toGrant = z.object({ to: grantSchema });
/** A page trains in a cluster that somebody has used from a terminal, and in no other. */
const placed = z.object({ spec: z.unknown(), place: chosenPlaceSchema.optional() });

/**
 * The contract as a page has it, in the window or in a browser: where the terminal, which is the person, gives a path, a
 * page gives a grant. `docs/decisions/0023-grants.md` says why, and has the table of both.
 */
export const windowContract = {
  ...contract,
  /** Places on the studio's machine, and how a person points at them. */
  grants: {
    /** Asks in the system's own dialog, where there is one; null when nothing was chosen. */
    choose: method
      .input(
        z.object({
          purpose: purposeSchema,
          what: z.enum(['file', 'folder', 'target']),
          /** proposed for a target */
          name: z.string().min(1).max(200).optional(),
        }),
      )
      .output(grantedSchema.nullable()),
    /** For a path that was typed: a browser has it below the folders that it may use, a window when the person agrees. */
    typed: method.input(z.object({ purpose: purposeSchema, path: hostPathSchema })).output(grantedSchema),
    /** What a dataset was imported from, to import it anew. */
    again: method.input(z.object({ dataset: datasetIdSchema })).output(grantedSchema),
    /** What lies in a folder; left out, the first that may be used. Refused where the system has a dialog for that. */
    browse: method.input(z.object({ folder: hostPathSchema.optional() })).output(folderListingSchema),
    /** Sends a file piece by piece, each when the one before was answered; the grant comes with the last. */
    upload: method
      .input(uploadPieceSchema)
      .output(z.object({ upload: grantSchema, granted: grantedSchema.nullable() })),
  },
  library: {
    ...contract.library,
    move: method.input(toGrant).output(libraryPlaceSchema),
    backUp: method.input(toGrant).output(libraryBackupSchema),
  },
  weights: {
    ...contract.weights,
    bring: method.input(fromGrant).output(broughtWeightsSchema),
  },
  datasets: {
    ...contract.datasets,
    /** The grant is good for as many looks as options are tried, and for one import. */
    inspect: method
      .input(fromGrant.extend(importRequestSchema.omit({ path: true, name: true }).shape))
      .output(inspectionSchema),
    import: method
      .input(fromGrant.extend(importRequestSchema.omit({ path: true }).shape))
      .output(jobSummarySchema),
  },
  places: {
    ...contract.places,
    look: method.input(chosenPlaceSchema).output(placeReportSchema),
  },
  sweeps: {
    ...contract.sweeps,
    check: method
      .input(placed)
      .output(z.object({ problems: z.array(problemSchema), preview: sweepPreviewSchema.nullable() })),
    create: method.input(placed).output(sweepSchema),
  },
  runs: {
    ...contract.runs,
    check: method.input(placed.extend({ on: machineNameSchema.optional() })).output(z.array(problemSchema)),
    create: method
      .input(placed.extend({ on: machineNameSchema.optional(), key: z.uuid().optional() }))
      .output(runSummarySchema),
    share: method
      /** without `to` a file in the library's folder `shared` */
      .input(shareAskSchema.extend({ to: grantSchema.optional() }))
      .output(sharedRunSchema),
    open: method.input(fromGrant).output(runSummarySchema),
    relinkData: method
      .input(
        z.object({
          run: runIdSchema,
          to: z.union([z.object({ grant: grantSchema }), z.object({ dataset: datasetIdSchema })]),
        }),
      )
      .output(runDataSchema),
  },
  checkpoints: {
    ...contract.checkpoints,
    lookAt: method.input(fromGrant).output(foreignCheckpointSchema),
    bring: method.input(fromGrant).output(runSummarySchema),
  },
  settings: {
    ...contract.settings,
    set: method
      .input(
        studioSettingsSchema.omit({ certificates: true }).extend({
          /** empty: none; left out: as they are */
          certificates: z.union([grantSchema, z.literal('')]).optional(),
        }),
      )
      .output(settingsSummarySchema),
  },
  exports: {
    ...contract.exports,
    start: method.input(exportAskSchema.extend({ to: grantSchema.optional() })).output(jobSummarySchema),
  },
};

export type WindowContract = typeof windowContract;
