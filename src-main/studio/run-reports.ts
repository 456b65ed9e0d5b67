import type { EngineReport } from '@shared/contract/engine';
import { findCheckpoint } from './checkpoints';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';

/** Writes down what the engine of a run says, and passes it on. */
export async function takeReport(news: RunNews, record: RunRecord, report: EngineReport): Promise<void> {
  const { hub } = news;
  switch (report.type) {
    case 'numerics': {
      const { numerics } = record.document;
      if (numerics && numerics.libraryVersion !== report.numerics.libraryVersion) {
        const text = `Computed with version ${report.numerics.libraryVersion} from here on, and with ${numerics.libraryVersion} before: the last digits will differ from a run that was not interrupted.`;
        await news.say(record, text, 'warning');
      }
      await record.write({ numerics: report.numerics });
      return news.tell(record);
    }
    case 'progress': {
      record.progress = report.progress;
      const { phase } = report.progress;
      if (record.document.state === 'starting' && (phase === 'training' || phase === 'validating')) {
        await record.write({ state: 'running', stepsPerEpoch: report.progress.stepsPerEpoch });
      }
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
    case 'checkpoint': {
      const found = await findCheckpoint(record.folder, report.checkpoint.id);
      record.lastCheckpoint = found?.document ?? record.lastCheckpoint;
      hub.publish({ type: 'checkpoints', run: record.id });
      return news.tell(record);
    }
    case 'event':
      return news.log(record, report.event);
    default:
      return;
  }
}
