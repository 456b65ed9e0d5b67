/** A piece of a line of text. */
export type Inline =
  | { type: 'text' | 'bold' | 'code'; text: string }
  | { type: 'link'; text: string; to: string };

export type Block =
  | { type: 'heading'; level: 1 | 2 | 3; text: string; id: string }
  | { type: 'paragraph'; content: Inline[] }
  | { type: 'list'; items: Inline[][] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { type: 'code'; text: string }
  | { type: 'picture'; text: string; source: string };

/** A name for a heading that can stand in an address. */
export const headingId = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const INLINE = /\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|\[(?<text>[^\]]+)\]\((?<to>[^)]+)\)/g;

/** Bold, code and links within a line. */
export function inlines(line: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > at) found.push({ type: 'text', text: line.slice(at, match.index) });
    const { bold, code, text, to } = match.groups ?? {};
    if (bold !== undefined) found.push({ type: 'bold', text: bold });
    else if (code !== undefined) found.push({ type: 'code', text: code });
    else found.push({ type: 'link', text: text ?? '', to: to ?? '' });
    at = match.index + match[0].length;
  }
  if (at < line.length) found.push({ type: 'text', text: line.slice(at) });
  return found;
}

const cells = (line: string): Inline[][] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => inlines(cell.trim()));

const isItem = (line: string) => line.startsWith('- ');
const isTable = (line: string) => line.startsWith('|');
const isFence = (line: string) => line.startsWith('```');
const HEADING = /^(#{1,3}) (.+)$/;
const PICTURE = /^!\[([^\]]*)\]\(([^)]+)\)$/;
const beginsBlock = (line: string) =>
  line.trim() === '' ||
  isItem(line) ||
  isTable(line) ||
  isFence(line) ||
  HEADING.test(line) ||
  PICTURE.test(line);

/**
 * The part of Markdown in which the guide is written: headings, paragraphs, flat lists, tables, code, pictures, and bold,
 * code and links within them.
 *
 * @throws Error at a line that is none of these, such as HTML or a quotation: better in a test than on a page
 */
export function parseMarkdown(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (holds: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && holds(lines[at]!)) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = HEADING.exec(line);
    const picture = PICTURE.exec(line);
    if (line.trim() === '') at += 1;
    else if (heading) {
      const [, marks = '', words = ''] = heading;
      const level = marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
      blocks.push({ type: 'heading', level, text: words, id: headingId(words) });
      at += 1;
    } else if (picture) {
      blocks.push({ type: 'picture', text: picture[1] ?? '', source: picture[2] ?? '' });
      at += 1;
    } else if (isFence(line)) {
      at += 1;
      const code = takeWhile((one) => !isFence(one));
      at += 1;
      blocks.push({ type: 'code', text: code.join('\n') });
    } else if (isTable(line)) {
      const [head = '', , ...rows] = takeWhile(isTable);
      blocks.push({ type: 'table', head: cells(head), rows: rows.map(cells) });
    } else if (isItem(line)) {
      const items: string[] = [];
      while (at < lines.length && isItem(lines[at]!)) {
        const first = lines[at]!.slice(2);
        at += 1;
        const more = takeWhile((one) => one.startsWith('  ') && one.trim() !== '');
        items.push([first, ...more.map((one) => one.trim())].join(' '));
      }
      blocks.push({ type: 'list', items: items.map(inlines) });
    } else if (/^[<>#]|^\d+\. |^\* |^ {4}/.test(line)) {
      throw new Error(`The guide has no such Markdown: ${line}`);
    } else {
      at += 1;
      const more = takeWhile((one) => !beginsBlock(one));
      blocks.push({
        type: 'paragraph',
        content: inlines([line, ...more].map((one) => one.trim()).join(' ')),
      });
    }
  }
  return blocks;
}
