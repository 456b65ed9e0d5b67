import { Database, Milestone, TrendingDown } from '@lucide/vue';
import type { Router } from 'vue-router';
import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { DatasetSummary } from '@shared/contract/dataset';
import type { ListedRun } from '@shared/contract/run';
import { stateWords } from '../../format/run';
import type { Command } from './command';

type FoundRun = Pick<
  ListedRun,
  'id' | 'name' | 'state' | 'progress' | 'poorEnd' | 'datasetName' | 'tags' | 'experiment' | 'archived'
>;

/** Each run by its name, its data, its tags and its state. */
export const runCommands = (runs: readonly FoundRun[], router: Router): Command[] =>
  runs.map((run) => ({
    id: `run:${run.id}`,
    kind: 'run',
    name: run.name,
    also: [run.datasetName, run.state, ...run.tags, run.experiment].join(' '),
    icon: TrendingDown,
    note: run.archived ? 'Archived' : stateWords(run),
    act: () => router.push({ name: 'run', params: { run: run.id } }),
  }));

export const datasetCommands = (
  datasets: readonly Pick<DatasetSummary, 'id' | 'name'>[],
  router: Router,
): Command[] =>
  datasets.map(({ id, name }) => ({
    id: `dataset:${id}`,
    kind: 'dataset',
    name,
    also: `${id} dataset`,
    icon: Database,
    note: '',
    act: () => router.push({ name: 'data', params: { dataset: id } }),
  }));

/** Each checkpoint by its run, its epoch and its step. */
export const checkpointCommands = (
  checkpoints: readonly Pick<CheckpointSummary, 'id' | 'run' | 'runName' | 'epoch' | 'step' | 'pinned'>[],
  router: Router,
): Command[] =>
  checkpoints.map(({ id, run, runName, epoch, step, pinned }) => ({
    id: `checkpoint:${run}/${id}`,
    kind: 'checkpoint',
    name: `${runName} @ epoch ${epoch}`,
    also: `checkpoint step ${step} ${pinned ? 'pinned' : ''}`,
    icon: Milestone,
    note: pinned ? 'Pinned' : '',
    act: () => router.push({ name: 'checkpoints', params: { run, checkpoint: id } }),
  }));
