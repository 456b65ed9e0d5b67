import type { Layer } from '../spec/layer';
import type { ForeignTakeOver } from './foreign-arrays';
import { takeOverWords } from './take-over';

const MOST = 6;

const listed = (names: readonly string[]): string =>
  `${names.slice(0, MOST).join(', ')}${names.length > MOST ? ` and ${names.length - MOST} more` : ''}`;

/** What of a file is taken over and what is not, a sentence each. */
export function foreignWords(layers: readonly Layer[], found: ForeignTakeOver): string[] {
  const words = [takeOverWords(layers, found.from)];
  const torn = found.pairs.filter(({ turn }) => turn !== undefined);
  if (found.by === 'shapes' && found.pairs.length > 0) {
    const first = found.pairs[0]!;
    words.push(`Found by their shapes: "${first.theirs}" is ${first.ours}, and so on.`);
  }
  if (torn.length > 0) {
    const isFlat = torn.some(({ turn }) => turn?.flattened);
    words.push(
      `Turned as ours lie: ${listed(torn.map(({ theirs }) => theirs))}${isFlat ? ', and what was flattened with its channels first is put in our order' : ''}.`,
    );
  }
  words.push(...found.ambiguous);
  if (found.unused.length > 0) words.push(`Not needed: ${listed(found.unused)}.`);
  return words;
}
