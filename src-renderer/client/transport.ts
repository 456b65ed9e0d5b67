import type { ClientContext, ClientLink } from '@orpc/client';

/** An open line to the studio. `closed` settles when the other side is gone. */
export interface Line {
  link: ClientLink<ClientContext>;
  closed: Promise<void>;
}

/** The studio answers, but not to this page: it wants the token that its address carried. */
export class NotAllowed extends Error {}

export interface Transport {
  /** rejects when nobody answers, with `NotAllowed` when the studio wants its token again */
  open(): Promise<Line>;
}
