import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './api';

/** The studio as seen by whoever uses it, over whatever transport. */
export type StudioClient = ContractRouterClient<Contract>;
