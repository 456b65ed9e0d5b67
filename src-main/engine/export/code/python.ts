/** Longest line of the Python that is written, as this project's own Python has it. */
const LINE = 110;

type Literal = number | string | boolean | null | readonly Literal[];

/** Numbers as Python reads them back to the very same double. */
function numberLiteral(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Math.abs(value) < 1e-3 ? value.toExponential() : String(value).replace('e+', 'e');
}

/** A value as a person would write it in Python, on one line; lists become tuples where `open` says so. */
export function py(value: Literal, open: '[' | '(' = '['): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberLiteral(value);
  // JSON's escapes are Python's too.
  if (typeof value === 'string') return JSON.stringify(value);
  const items = value.map((item) => py(item, open));
  if (open === '(') return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
  return `[${items.join(', ')}]`;
}

/** A list's items, one after the other, as many on a line as fit. */
function wrapped(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= LINE)
      lines[lines.length - 1] = `${last} ${item},`;
    else lines.push(`${indent}${item},`);
  }
  return lines.join('\n');
}

/** `NAME = [...]`, over several lines where it is long. */
export function listOf(name: string, items: readonly string[]): string {
  const short = `${name} = [${items.join(', ')}]`;
  return short.length <= LINE ? short : `${name} = [\n${wrapped(items, '    ')}\n]`;
}

/** A dictionary with a line for each entry. */
export const dictionaryOf = (
  name: string,
  entries: readonly (readonly [key: string, value: string])[],
): string => `${name} = {\n${entries.map(([key, value]) => `    ${py(key)}: ${value},\n`).join('')}}`;

/** Lines at another indentation; empty ones stay empty. */
export const indented = (text: string, by = 4): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** Those that are there, each on lines of its own. */
export const lines = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join('\n');

/** Definitions, with the two empty lines between them that Python's style asks for. */
export const definitions = (...parts: readonly (string | false | undefined)[]): string =>
  parts
    .filter((part): part is string => part !== false && part !== undefined && part !== '')
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .join('\n\n\n');

/** A rule with a title, between the parts of a script. */
export const section = (title: string): string => `# --- ${title} `.padEnd(100, '-');

/** Text that stands in a docstring. */
export const inDocstring = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"""', "'''");

/** A paragraph, broken into lines. */
export function paragraph(text: string, width = 100): string {
  const broken: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= width)
      broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken.join('\n');
}
