/**
 * The keys of the outermost object of a JSON text, in their order and as often as they are there: `JSON.parse` keeps the
 * last of several silently.
 *
 * @param text valid JSON
 */
export function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const from = at;
      at++;
      while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      if (depth !== 1) continue;
      let next = at + 1;
      while (' \t\r\n'.includes(text[next] ?? 'x')) next++;
      if (text[next] === ':') keys.push(String(JSON.parse(text.slice(from, at + 1))));
    }
  }
  return keys;
}
