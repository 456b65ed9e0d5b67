import { homedir, tmpdir, userInfo } from 'node:os';
import { basename } from 'node:path';

/** A path from its root up to whatever ends it in a sentence or a stack. Names may have spaces. */
const PATH = /(?:file:\/\/)?(?<![\w.<])(?:[A-Za-z]:[\\/]|\\\\|\/)[^\n\r'"`():,]*/g;
const SCRIPT = /\.(?:[cm]?[jt]s|vue)$/;

/** Something of a person's name or data that a message may quote. */
const QUOTED = /"[^"\n]{1,300}"|“[^”\n]{1,300}”/g;
const ADDRESS = /\b(?:https?|wss?|trainyard):\/\/[^\s'"`)]+/g;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
};

/** Of a program's own file its name alone, of anything else nothing. */
const pathInWords = (path: string): string => {
  const trimmed = path.trimEnd();
  return SCRIPT.test(trimmed) ? basename(trimmed.replaceAll('\\', '/')) : '<path>';
};

/**
 * A line of the log or of a report as it may be shown to others: without paths, addresses, and whatever a message quotes.
 * Places in the program's own files stay.
 */
export function withoutData(text: string): string {
  const roots = [homedir(), tmpdir()].filter((root) => root.length > 1);
  const home = new RegExp(roots.map(literally).join('|') || '(?!)', 'g');
  const name = userName();
  const plain = text
    .replace(ADDRESS, '<address>')
    .replace(QUOTED, '"…"')
    .replace(home, '/home')
    .replace(PATH, pathInWords);
  return name.length > 2 ? plain.replace(new RegExp(`\\b${literally(name)}\\b`, 'g'), '<user>') : plain;
}
