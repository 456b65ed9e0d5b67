import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from './api';
import type { WindowContract } from './window';

/** The studio as seen by whoever uses it, over whatever transport. */
export type StudioClient = ContractRouterClient<Contract>;

/** The studio as a page sees it. */
export type WindowClient = ContractRouterClient<WindowContract>;
