/** A sample that a model is to be asked about, or why it cannot be. */
export type AskedSample = { where: string } & (
  | { bytes: Uint8Array<ArrayBuffer>; ids?: readonly string[] | undefined }
  | {
      /** one sentence */
      problem: string;
    }
);
