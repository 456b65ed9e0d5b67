const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key as it is printed on this machine's keyboards. */
const PRINTED: Record<string, string> = isMac
  ? { mod: '⌘', alt: '⌥', shift: '⇧', enter: '⏎' }
  : { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', enter: 'Enter' };

/** "mod+k" as a person reads it: "⌘K" or "Ctrl K". */
export const keyWords = (keys: string): string =>
  keys
    .split('+')
    .map((key) => PRINTED[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join(isMac ? '' : ' ');

/** Where a key that is pressed after G leads, by the names of the pages' routes. */
export const GO_KEYS: Readonly<Record<string, string>> = {
  r: 'runs',
  n: 'new-run',
  c: 'checkpoints',
  d: 'data',
  t: 'try',
  s: 'settings',
};

/** The keys to go to a page: "g r". */
export const goKeysOf = (page: string): string | undefined => {
  const key = Object.keys(GO_KEYS).find((letter) => GO_KEYS[letter] === page);
  return key && `G ${key.toUpperCase()}`;
};

export interface ShortcutGroup {
  where: string;
  /** keys that do the same stand side by side */
  rows: readonly { keys: readonly string[]; does: string }[];
}

/** Every shortcut, for the sheet that lists them. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    where: 'Everywhere',
    rows: [
      { keys: [keyWords('mod+k')], does: 'Search, or run a command' },
      { keys: ['?'], does: 'Show this list' },
      { keys: ['G R'], does: 'Go to the runs' },
      { keys: ['G N'], does: 'Go to New run' },
      { keys: ['G C'], does: 'Go to the checkpoints' },
      { keys: ['G D'], does: 'Go to the data' },
      { keys: ['G T'], does: 'Go to Try it' },
      { keys: ['G S'], does: 'Go to the settings' },
      {
        keys: [keyWords('mod+z')],
        does: 'Undo what was done to runs, while it is offered (discard, archive, tags, experiment)',
      },
      { keys: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    where: 'New run',
    rows: [
      { keys: [keyWords('mod+enter')], does: 'Train' },
      { keys: ['↑', '↓'], does: 'Choose a layer' },
      { keys: [keyWords('alt+↑'), keyWords('alt+↓')], does: 'Move the chosen layer' },
      { keys: [keyWords('alt+shift+↓')], does: 'Double the chosen layer' },
      { keys: ['Delete'], does: 'Remove the chosen layer' },
      { keys: [keyWords('mod+z')], does: 'Undo, in form, layers and text alike' },
      { keys: [keyWords('mod+shift+z')], does: 'Do it again' },
    ],
  },
  {
    where: 'Try it',
    rows: [
      { keys: [keyWords('mod+z')], does: 'Take the last stroke back' },
      { keys: ['Delete'], does: 'Clear the paper' },
    ],
  },
  {
    where: 'Charts of a run',
    rows: [
      { keys: ['+', '−', '0'], does: 'Zoom in, out, show all' },
      { keys: ['←', '→'], does: 'Move along' },
    ],
  },
  {
    where: 'Queue and lists',
    rows: [
      { keys: ['↑', '↓'], does: 'Move a waiting run, at its handle; another row, in a list' },
      { keys: ['Home'], does: 'Put a waiting run first, at its handle' },
      { keys: ['Enter'], does: 'Open the row' },
    ],
  },
];
