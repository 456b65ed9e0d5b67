/** What can be found by typing: by its name first, by other words after that. */
export interface Findable {
  name: string;
  /** more words by which it is found, such as what a run was trained on */
  also: string;
}

const isWordStart = (text: string, at: number): boolean => at === 0 || /[\s\-_/.,(:@]/.test(text[at - 1]!);

/** Whether the letters come in this order, each right after the one before or at the start of a later word. */
function isAbbreviation(letters: string, text: string): boolean {
  /** where the letters so far can have ended; before the first one, nowhere */
  let ends: number[] = [-2];
  for (const letter of letters) {
    const [first] = ends;
    if (first === undefined) return false;
    const next: number[] = [];
    for (let at = text.indexOf(letter, first + 1); at !== -1; at = text.indexOf(letter, at + 1)) {
      if (ends.includes(at - 1) || isWordStart(text, at)) next.push(at);
    }
    ends = next;
  }
  return ends.length > 0;
}

/** Whether one letter was typed wrong, too much, too little, or before its turn. */
function isOneSlipFrom(typed: string, word: string): boolean {
  if (Math.abs(typed.length - word.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === word[start]) start += 1;
  const [a, b] = [typed.slice(start), word.slice(start)];
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
}

/** How well one typed word fits a text, both in small letters; 0 when it does not. */
function fit(word: string, text: string): number {
  if (text === word) return 100;
  if (text.startsWith(word)) return 80;
  let at = text.indexOf(word);
  if (at !== -1) {
    for (; at !== -1; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return 60;
    return 40;
  }
  if (word.length >= 2 && isAbbreviation(word, text)) return 30;
  // Of a word that is still being typed, its beginning has to do.
  const isNear = (whole: string) =>
    isOneSlipFrom(word, whole) || isOneSlipFrom(word, whole.slice(0, word.length));
  return word.length >= 4 && text.split(/[\s\-_/.,(:@)]+/).some(isNear) ? 15 : 0;
}

/** @returns 0 when a typed word fits nowhere */
function score(words: readonly string[], { name, also }: Findable): number {
  const [own, others] = [name.toLowerCase(), also.toLowerCase()];
  let sum = 0;
  for (const word of words) {
    const found = Math.max(fit(word, own), fit(word, others) / 3);
    if (found === 0) return 0;
    sum += found;
  }
  // All of it as it was typed says more than its words here and there.
  return sum / words.length + (own.includes(words.join(' ')) ? 10 : 0);
}

export interface Ranked<Item> {
  item: Item;
  /** more is better */
  score: number;
}

/** What fits all that was typed, the best first; among equals, the order in which they came. */
export function rank<Item extends Findable>(sought: string, items: readonly Item[]): Ranked<Item>[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.map((item) => ({ item, score: 1 }));
  return items
    .map((item) => ({ item, score: score(words, item) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score);
}
