/** A text as a file may be called: letters and digits of any script, the rest as `-`. */
export const plainName = (text: string, otherwise: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '') || otherwise;
