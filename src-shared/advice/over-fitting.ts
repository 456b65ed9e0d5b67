import { loss } from '../format/numbers';
import { only, withDropout } from './mends';
import type { Advice, RecordedRun } from './recorded-run';
import { mean, median, smoothed } from './statistics';

/** Validation has to be worse for so many epochs, and for this share of the run. */
const PATIENCE = 3;
const PATIENCE_SHARE = 0.2;
/** A rise is told from chance when it is this part of the best, and this many times what epochs usually differ by. */
const LEAST_RISE = 0.08;
const NOISE_FACTOR = 2;
/** Meanwhile training has to have gone on learning. */
const LEAST_FALL = 0.1;

/** Validation loss that rises while training loss falls on. Both are smoothed over three epochs. */
export function overFitting({ spec, epochs }: RecordedRun): Advice | undefined {
  const rows = epochs.filter((row) => row.valLoss !== null && Number.isFinite(row.valLoss));
  const validation = rows.map((row) => row.valLoss ?? 0);
  if (validation.length < PATIENCE + 2) return undefined;
  const smooth = smoothed(validation);
  const best = smooth.indexOf(Math.min(...smooth));
  const patience = Math.max(PATIENCE, Math.ceil(PATIENCE_SHARE * rows.length));
  if (rows.length - 1 - best < patience) return undefined;
  const rise = mean(validation.slice(-3)) - smooth[best]!;
  const usual = median(validation.slice(1).map((value, at) => Math.abs(value - smooth[at + 1]!)));
  // The mean over the best epoch holds what was learnt before it was the best; over the one after it does not.
  const [then, now] = [rows[best + 1]!.trainLoss, mean(rows.slice(-3).map((row) => row.trainLoss))];
  if (rise < LEAST_RISE * smooth[best]! || rise < NOISE_FACTOR * usual) return undefined;
  if (!(now < then * (1 - LEAST_FALL))) return undefined;
  // Smoothed, the turn may be one beside the epoch that people see as the best.
  const beside = rows.slice(Math.max(0, best - 1), best + 2);
  const turn = beside.reduce((low, row) => ((row.valLoss ?? 0) < (low.valLoss ?? 0) ? row : low));
  const last = rows.at(-1)!;
  return {
    kind: 'over-fitting',
    // In figures that the table of epochs has too.
    title: `Validation loss has risen from ${loss(turn.valLoss ?? 0)} to ${loss(last.valLoss ?? 0)} since epoch ${turn.epoch}, while training loss went from ${loss(turn.trainLoss)} to ${loss(last.trainLoss)}: over-fitting.`,
    why: 'It learns its samples by heart; the best checkpoint is kept, and more epochs will not help.',
    mends: only(
      withDropout(spec),
      spec.earlyStopping.patience === 0
        ? {
            label: 'Stop early, after 3 epochs without gain',
            changes: [{ path: 'earlyStopping.patience', value: 3 }],
          }
        : undefined,
    ),
  };
}
