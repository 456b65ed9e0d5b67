/** Where a Trainyard lets those of other machines in. */
export const MACHINE_PATH = '/machine';
/** What both say of themselves when they meet: their version, and what they understand (`contract-fingerprint`). */
export const VERSION_HEADER = 'trainyard-version';
export const CONTRACT_HEADER = 'trainyard-contract';
