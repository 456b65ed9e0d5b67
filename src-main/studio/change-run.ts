import type { RunDocument } from '@shared/contract/run';
import { settingsAt } from '@shared/schedule/changed-rate';
import { changedSpec, followsRun, type WantedChange } from '@shared/spec/change';
import type { RunSpec } from '@shared/spec/run-spec';
import { standingOfSaved, stepsOfOthers, totalStepsOf, type Standing } from '@shared/spec/steps';
import { findCheckpoint } from './checkpoints';
import { Refusal } from './refusal';
import type { RunRecord } from './run-record';

/** Whether an epoch of one run has as many steps as one of the other, as far as both specs tell. */
const sameEpochs = (one: RunSpec, other: RunSpec): boolean =>
  one.data.dataset === other.data.dataset &&
  JSON.stringify(one.validation) === JSON.stringify(other.validation);

/**
 * Where a run that no engine has goes on: at its last checkpoint, or at the one that it continues.
 *
 * @param find gives a run of the library
 * @param count tells the steps of an epoch before a run has trained one; null where that is not known
 * @returns with it the steps of an epoch; null where nothing is trained yet
 */
export async function standingOf(
  { document, lastCheckpoint }: Pick<RunRecord, 'document' | 'lastCheckpoint'>,
  find: (run: string) => RunRecord | undefined,
  count: (spec: RunSpec) => Promise<number | null>,
): Promise<{ at: Standing; stepsPerEpoch: number | null }> {
  const { spec } = document;
  const { start } = spec;
  const parent = start?.mode === 'continue' ? find(start.run) : undefined;
  const theirs = parent?.document.stepsPerEpoch ?? null;
  let { stepsPerEpoch } = document;
  if (parent && stepsPerEpoch === null) {
    stepsPerEpoch = sameEpochs(spec, parent.document.spec) ? theirs : await count(spec);
  }
  if (lastCheckpoint) return { at: standingOfSaved(spec, lastCheckpoint, stepsPerEpoch ?? 0), stepsPerEpoch };
  const continued = start && parent && (await findCheckpoint(parent.folder, start.checkpoint))?.document;
  if (!continued) return { at: { step: 0, epoch: 0, stepInEpoch: 0 }, stepsPerEpoch };
  return { at: standingOfSaved(parent.document.spec, continued, theirs ?? 0), stepsPerEpoch };
}

const number = (value: number): string => new Intl.NumberFormat('en').format(value);
const rate = (value: number): string => String(Number(value.toPrecision(4)));

/**
 * The spec that a run has from where it stands on, and what to write in its log.
 *
 * @throws Refusal when it cannot be changed like that
 */
export function applyChange(
  { spec, stepsPerEpoch }: Pick<RunDocument, 'spec' | 'stepsPerEpoch'>,
  wanted: WantedChange,
  at: Standing,
): { spec: RunSpec; text: string } {
  const least = Math.max(1, at.epoch + (at.stepInEpoch > 0 ? 1 : 0));
  if (wanted.epochs !== undefined && wanted.epochs < least) {
    throw Refusal.of(
      'epochs',
      `${at.stepInEpoch > 0 ? `Epoch ${least} is under way` : `${number(at.epoch)} epochs are done`}: epochs must be at least ${least}.`,
    );
  }
  if (stepsPerEpoch === null && wanted.epochs !== undefined && followsRun(spec.optimizer.schedule)) {
    // Nothing is trained yet, so there is nothing that must stay as it was.
    const learningRate = wanted.learningRate ?? spec.optimizer.learningRate;
    const changed = {
      ...spec,
      epochs: wanted.epochs,
      optimizer: { ...spec.optimizer, learningRate },
    };
    return { spec: changed, text: `Changed before it began: ${number(wanted.epochs)} epochs.` };
  }
  const perEpoch = stepsPerEpoch ?? 1;
  const ofOthers = stepsPerEpoch === null ? 0 : stepsOfOthers(at, perEpoch);
  const changed = changedSpec(spec, wanted, { step: at.step, stepsPerEpoch: perEpoch, ofOthers });
  const before = settingsAt(spec, at.step + 1, totalStepsOf(spec, perEpoch, ofOthers));
  const after = settingsAt(changed, at.step + 1, totalStepsOf(changed, perEpoch, ofOthers));
  const said: string[] = [];
  if (after.learningRate !== before.learningRate) {
    said.push(`learning rate ${rate(after.learningRate)} instead of ${rate(before.learningRate)}`);
  }
  if (changed.epochs !== spec.epochs) {
    said.push(`${number(changed.epochs)} epochs instead of ${number(spec.epochs)}`);
    if (followsRun(spec.optimizer.schedule)) {
      said.push(`the schedule ${wanted.schedule === 'stretch' ? 'as long as that' : 'as it was'}`);
    }
  }
  if (said.length === 0) throw Refusal.of('learningRate', 'That is how the run is already.');
  return { spec: changed, text: `Changed from step ${number(at.step + 1)} on: ${said.join(', ')}.` };
}
