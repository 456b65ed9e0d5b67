import { parseMarkdown, type Block } from './markdown';

/** The guide as it lies in `docs/guide`, in the order of its file names. */
const FILES = import.meta.glob<string>('../../../docs/guide/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const PICTURES = import.meta.glob<string>('../../../docs/pictures/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});

export interface Chapter {
  /** as in its address: "data" */
  id: string;
  title: string;
  blocks: Block[];
  /** of each heading below the title */
  sections: { id: string; title: string; text: string }[];
}

const textOf = (block: Block): string => {
  switch (block.type) {
    case 'heading':
    case 'code':
    case 'picture':
      return block.text;
    case 'paragraph':
      return block.content.map(({ text }) => text).join('');
    case 'list':
      return block.items.flatMap((item) => item.map(({ text }) => text)).join(' ');
    case 'table':
      return [block.head, ...block.rows].flatMap((row) => row.flat().map(({ text }) => text)).join(' ');
  }
};

const idOf = (path: string): string => /\/\d+-([\w-]+)\.md$/.exec(path)?.[1] ?? path;

function chapterOf([path, text]: [string, string]): Chapter {
  const blocks = parseMarkdown(text);
  const [first] = blocks;
  const title = first?.type === 'heading' ? first.text : idOf(path);
  const sections: Chapter['sections'] = [{ id: '', title, text: '' }];
  for (const block of blocks.slice(1)) {
    if (block.type === 'heading') sections.push({ id: block.id, title: block.text, text: '' });
    else sections.at(-1)!.text += ` ${textOf(block)}`;
  }
  return { id: idOf(path), title, blocks: blocks.slice(1), sections };
}

export const CHAPTERS: readonly Chapter[] = Object.entries(FILES)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(chapterOf);

/** Where the bundle has a picture that the guide names, in this theme. */
export function pictureAddress(source: string, theme: 'light' | 'dark'): string | undefined {
  const name = source
    .split('/')
    .at(-1)
    ?.replace(/-light\.png$/, `-${theme}.png`);
  return PICTURES[`../../../docs/pictures/${name}`];
}

/** Which chapter a link between the files of the guide means; undefined where it leads elsewhere. */
export const chapterOfLink = (to: string): string | undefined => {
  const name = /^(\d+-[\w-]+)\.md/.exec(to)?.[1];
  return name && CHAPTERS.find(({ id }) => name.endsWith(`-${id}`))?.id;
};

export interface FoundSection {
  chapter: Chapter;
  id: string;
  title: string;
  /** the text around what was found */
  around: string;
}

/** The sections in which every word occurs, those first that have them in their title. */
export function searchGuide(sought: string): FoundSection[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const all = CHAPTERS.flatMap((chapter) => chapter.sections.map((section) => ({ chapter, ...section })));
  const found = all.filter(({ title, text }) => {
    const whole = `${title} ${text}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
  const isInTitle = ({ title }: { title: string }) =>
    words.every((word) => title.toLowerCase().includes(word));
  return [...found.filter(isInTitle), ...found.filter((one) => !isInTitle(one))].map(
    ({ chapter, id, title, text }) => {
      const at = Math.max(0, text.toLowerCase().indexOf(words[0]!));
      const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, at - 40)));
      const around = `${from > 0 ? '…' : ''}${text.slice(from, from + 140).trim()}…`;
      return { chapter, id, title, around };
    },
  );
}
