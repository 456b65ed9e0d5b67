/** RFC 4180: what has a comma, a quotation mark or a line break stands in quotation marks. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A line of a CSV file, with its end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`;

/** A number of 32 bits, which has no more digits than these. */
export const csvNumber = (value: number): string => String(Number(value.toPrecision(7)));
