/** A path as it was typed or pasted, without spaces around it and the pair of quotes that file managers and shells add. */
export function typedPath(text: string): string {
  const trimmed = text.trim();
  return /^(["'])(.+)\1$/s.exec(trimmed)?.[2] ?? trimmed;
}
