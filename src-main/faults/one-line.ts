/** A message that quotes what stands in a file or a name, without what would break it up: a sentence is one line. */
export const oneLine = (message: string): string => message.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
