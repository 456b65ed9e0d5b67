import { receivedRows } from '../series/sent-rows';
import { SeriesBuffer } from '../charts/series-buffer';
import type { CheckpointSummary } from '../contract/checkpoint';
import type { StudioClient } from '../contract/client';
import type { Evaluation } from '../contract/evaluation';
import type { EpochDetail } from '../contract/recorded';
import type { RunEvent, RunSummary } from '../contract/run';
import { normColumns, type NormSeriesColumns } from '../series/norm-columns';

/** All that a report of a run is made from. */
export interface ReportFacts {
  run: RunSummary;
  series: SeriesBuffer;
  norms: NormSeriesColumns;
  details: readonly EpochDetail[];
  events: readonly RunEvent[];
  checkpoints: readonly CheckpointSummary[];
  evaluations: readonly Evaluation[];
  appVersion: string;
  /** when it was made */
  at: Date;
}

/** What it is asked of the studio: a page's contract will do as well as the terminal's. */
interface AskedForReport {
  studio: Pick<StudioClient['studio'], 'info'>;
  runs: Pick<StudioClient['runs'], 'get' | 'thinned' | 'norms' | 'details' | 'events'>;
  checkpoints: Pick<StudioClient['checkpoints'], 'list'>;
  evaluations: Pick<StudioClient['evaluations'], 'list'>;
}

/** Asks the studio for them. @throws as its methods do */
export async function gatherReport(client: AskedForReport, run: string): Promise<ReportFacts> {
  const [whole, info, steps, norms, details, events, checkpoints, evaluations] = await Promise.all([
    client.runs.get({ run }),
    client.studio.info(),
    client.runs.thinned({ run, fromRow: 0 }).then(receivedRows),
    client.runs.norms({ run }).then((rows) => rows.arrayBuffer()),
    client.runs.details({ run }),
    client.runs.events({ run }),
    client.checkpoints.list({ run }),
    client.evaluations.list({ run }),
  ]);
  return {
    run: whole,
    series: new SeriesBuffer().extendedThin(steps),
    norms: normColumns(norms),
    details,
    events,
    checkpoints,
    evaluations,
    appVersion: info.appVersion,
    at: new Date(),
  };
}
