/** Names of classes that only count, which say nothing that could contradict others. */
export const areNumbers = (names: readonly string[]): boolean =>
  names.every((name, label) => name === String(label));

/** What a column without a name is called by, which says nothing of what is in it. */
export const placeName = (index: number): string => `column ${index + 1}`;

export const isPlaceName = (name: string): boolean => /^column \d+$/.test(name);
