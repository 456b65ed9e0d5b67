/** A picture that lies over the paper: one of the test part, or a person's own. */
export interface TakenPicture {
  pixels: Uint8Array<ArrayBuffer>;
  name: string;
  /** of a test picture; empty of others */
  truth: string;
}
