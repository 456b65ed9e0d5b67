/** The part of the x axis that is shown, in its units. */
export interface Extent {
  left: number;
  right: number;
}
