import type { StudioClient } from '@shared/contract/client';
import type { Connection } from './connection';
import type { Output } from './output';

/** What a command works with. */
export interface Session {
  readonly client: StudioClient;
  readonly connection: Connection;
  readonly output: Output;
}

/** 0 done, 1 the run failed or was interrupted; 2 (the request was wrong) is thrown. */
export type ExitCode = 0 | 1;
