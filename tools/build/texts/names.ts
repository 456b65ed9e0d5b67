/** Of properties and component attributes whose strings are for people. */
const TEXT_PROPERTIES = new Set([
  'also',
  'alt',
  'description',
  'does',
  'figureHead',
  'head',
  'heading',
  'hint',
  'label',
  'message',
  'note',
  'noun',
  'placeholder',
  'problem',
  'reason',
  'says',
  'sentence',
  'summary',
  'text',
  'title',
  'unit',
  'whenEmpty',
  'where',
  'words',
  'x-title',
  'xTitle',
  'y-title',
  'yTitle',
]);

/** Of properties whose strings are names for the program. */
const KEY_PROPERTIES = new Set([
  'align',
  'anchor',
  'as',
  'behavior',
  'by',
  'cache',
  'class',
  'code',
  'colour',
  'color',
  'component',
  'credentials',
  'fill',
  'flush',
  'font',
  'format',
  'hash',
  'href',
  'icon',
  'id',
  'key',
  'keys',
  'kind',
  'language',
  'lineCap',
  'method',
  'metric',
  'mode',
  'op',
  'path',
  'query',
  'role',
  'scale',
  'severity',
  'shape',
  'side',
  'state',
  'status',
  'stroke',
  'style',
  'target',
  'testId',
  'to',
  'tone',
  'type',
  'url',
  'value',
]);

/** Of constants, functions and variables that hold texts: `STATE_WORDS`, `stateWords`, `epochText`, `fieldLabel`. */
const TEXT_NAME =
  /(?:^|_)(?:HEADS|HINTS|LABELS|MEANS|NAMES|NOTES|PHRASES|SAYS|SENTENCES?|TEXTS?|TITLES|UNITS|WHY|WORDS?|WORKS)$|^(?:heading|hint|label|message|note|noun|phrase|problem|reason|sentence|summary|text|title|word)s?$|[a-z](?:Heading|Hint|Label|Message|Note|Noun|Phrase|Problem|Reason|Sentence|Summary|Text|Title|Word)s?$/;

/** Of those that hold names for the program: `groupKey`. */
const KEY_NAME = /(?:^k|[a-z]K)ey$/;

/** Functions whose arguments are names for the program, whatever they look like. */
const KEY_CALLS = new Set([
  'addColorStop',
  'addEventListener',
  'closest',
  'createElement',
  'createElementNS',
  'defineEmits',
  'defineStore',
  'emit',
  'endsWith',
  'extract',
  'getContext',
  'getElementById',
  'getItem',
  'getPropertyValue',
  'has',
  'includes',
  'indexOf',
  'inject',
  'lastIndexOf',
  'matchMedia',
  'matches',
  'provide',
  'querySelector',
  'querySelectorAll',
  'removeEventListener',
  'removeItem',
  'setAttribute',
  'setItem',
  'split',
  'startsWith',
  'Symbol',
  'toLocaleDateString',
  'toLocaleString',
  'toLocaleTimeString',
  'useMediaQuery',
  'useTemplateRef',
]);

/** Functions whose arguments are words that are put into a sentence. */
const TEXT_CALLS = new Set(['capital', 'capitalized', 'counted', 'join', 'listed', 's']);

/** Classes whose arguments are names for the program, or errors of programming. */
const KEY_CLASSES = new Set([
  'AbortController',
  'Blob',
  'BroadcastChannel',
  'CustomEvent',
  'DataTransfer',
  'Event',
  'Intl',
  'RangeError',
  'RegExp',
  'Request',
  'Response',
  'TypeError',
  'URL',
  'Worker',
]);

/** What a property, name or function says of a string: that it is a text, that it is a key, or nothing. */
export type Hint = 'text' | 'key' | undefined;

export const ofProperty = (name: string): Hint =>
  TEXT_PROPERTIES.has(name) || TEXT_NAME.test(name) ? 'text' : KEY_PROPERTIES.has(name) ? 'key' : undefined;

export const ofName = (name: string): Hint =>
  TEXT_NAME.test(name) ? 'text' : KEY_NAME.test(name) ? 'key' : undefined;

export const ofCall = (name: string): Hint =>
  KEY_CALLS.has(name) ? 'key' : TEXT_CALLS.has(name) ? 'text' : undefined;

export const ofClass = (name: string): Hint => (KEY_CLASSES.has(name) ? 'key' : undefined);

/** The attributes of a page that are seen or read out. */
export const isTextAttribute = (name: string): boolean =>
  /^(title|label|placeholder|alt|aria-(label|description|valuetext|roledescription))$/.test(name);

/** The attributes of an element whose strings are never for people: `class`, `role`, `data-testid`, `aria-current`… */
export const isKeyAttribute = (name: string): boolean =>
  !isTextAttribute(name) &&
  (/^(aria-|data-)/.test(name) ||
    /^(as|autocomplete|class|d|fill|for|href|id|inputmode|is|key|list|name|pattern|ref|rel|role|src|stroke|style|tabindex|target|to|transform|type|value|viewBox)$/.test(
      name,
    ));
