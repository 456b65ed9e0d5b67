import type { EngineReport } from '@shared/contract/engine';
import type { RunEvent } from '@shared/contract/run';

/** The engine's voice: typed reports to the studio. */
export interface ReportChannel {
  send(report: EngineReport): void;
}

export const runEvent = (text: string, level: RunEvent['level'] = 'info'): EngineReport => ({
  type: 'event',
  event: { at: new Date().toISOString(), level, text },
});

/** A failure in the job's own words, which a person can act on; other errors are bugs and carry a stack. */
export class JobError extends Error {
  override name = 'JobError';

  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}
