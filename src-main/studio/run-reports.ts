import type { EngineReport } from '@shared/contract/engine';
import { isDiskFull } from '../durable/disk-full';
import type { CheckpointKeeper } from './checkpoint-keeper';
import { findCheckpoint } from './checkpoints';
import { standingAt } from './listed-run';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';

interface ReportParts {
  news: RunNews;
  keeper: CheckpointKeeper;
}

/** What the policy does not keep goes as soon as a newer one is there; the run's log says so. */
async function prune({ news, keeper }: ReportParts, record: RunRecord): Promise<void> {
  const gone = await keeper.prune(record);
  const { keep } = record.document.spec.checkpoint;
  if (gone.length === 0 || keep === undefined) return;
  const steps = gone.map(({ step }) => step).join(', ');
  const what = gone.length === 1 ? 'the checkpoint at step' : 'the checkpoints at steps';
  const stay = [
    keep.best === 1 ? 'the best one' : `the best ${keep.best}`,
    keep.last === 1 ? 'the last one' : `the last ${keep.last}`,
  ];
  await news.say(record, `Removed ${what} ${steps}: ${stay.join(' and ')} are kept.`);
}

/** Writes down what the engine of a run says, and passes it on. */
export async function takeReport(parts: ReportParts, record: RunRecord, report: EngineReport): Promise<void> {
  const { news, keeper } = parts;
  const { hub } = news;
  switch (report.type) {
    case 'numerics': {
      const { numerics } = record.document;
      const before = numerics?.libraryVersion ?? '';
      if (before !== '' && before !== report.numerics.libraryVersion) {
        const text = `Computed with version ${report.numerics.libraryVersion} from here on, and with ${before} before: the last digits will differ from a run that was not interrupted.`;
        await news.say(record, text, 'warning');
      }
      await record.write({ numerics: report.numerics });
      return news.tell(record);
    }
    case 'progress': {
      record.progress = report.progress;
      const { phase } = report.progress;
      const isTraining = phase === 'training' || phase === 'validating';
      if (record.document.state !== 'starting' || !isTraining) return news.tellProgress(record);
      const { stepsPerEpoch } = report.progress;
      await record.write({ state: 'running', stepsPerEpoch }).catch((error: unknown) => {
        // Tried again with the next report; how far it is can be told all the same.
        if (!isDiskFull(error)) throw error;
      });
      return news.tell(record);
    }
    case 'series':
      hub.publish({
        type: 'series',
        run: record.id,
        rows: report.rows,
        rollBacks: report.rollBacks,
        generation: record.document.generation,
      });
      return;
    case 'epoch':
      await record.readEpochs();
      return news.tell(record);
    case 'recorded':
      hub.publish({ type: 'recorded', run: record.id });
      return;
    case 'checkpoint': {
      const found = await findCheckpoint(record.folder, report.checkpoint.id);
      if (found) record.lastCheckpoint = standingAt(found.document);
      await prune(parts, record);
      news.tellCheckpoints(record);
      return news.tell(record);
    }
    case 'damaged-checkpoint':
      await keeper.markDamaged(record, report.checkpoint, report.reason);
      news.tellCheckpoints(record);
      return;
    case 'host':
      await record.write({ host: report.host });
      return news.tell(record);
    case 'event':
      return news.log(record, report.event);
    default:
      return;
  }
}
