import { placeName } from '@shared/data/counting-names';

/** Names for columns: without outer spaces, none empty, each different. */
export function columnNames(given: readonly string[]): string[] {
  const taken = new Set<string>();
  return given.map((name, index) => {
    const stem = name.replace(/\p{C}/gu, ' ').trim().slice(0, 200).trim() || placeName(index);
    let unique = stem;
    for (let turn = 2; taken.has(unique); turn++) unique = `${stem} (${turn})`;
    taken.add(unique);
    return unique;
  });
}
