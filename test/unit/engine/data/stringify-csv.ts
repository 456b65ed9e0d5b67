/** Rows as delimited text, every field that needs it in quotation marks (RFC 4180). */
export const stringify = (rows: readonly (readonly string[])[], delimiter: string, end: string): string =>
  rows
    .map((row) =>
      row
        .map((cell) =>
          /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
        )
        .join(delimiter),
    )
    .join(end);
