/** TensorFlow's `DataType` enum, as it stands in graphs (types.proto). */
export const DataType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
} as const;
export type DataType = (typeof DataType)[keyof typeof DataType];
