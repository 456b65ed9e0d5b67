/** A sample that a model is to be asked about, or why it cannot be. */
export type AskedSample = { where: string } & (
  | { bytes: Uint8Array<ArrayBuffer> }
  | {
      /** one sentence */
      problem: string;
    }
);
