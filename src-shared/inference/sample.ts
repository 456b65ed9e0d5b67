/** What flows from layer to layer: the numbers of one sample, without a batch. */
export interface Sample {
  shape: readonly number[];
  values: Float32Array;
}

/** A layer's arrays, by their name within it. */
export type Arrays = (name: string) => Float32Array;

export const each = ({ shape, values }: Sample, change: (value: number, at: number) => number): Sample => ({
  shape,
  values: values.map(change),
});
