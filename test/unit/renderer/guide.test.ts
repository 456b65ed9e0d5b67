import { describe, expect, it } from 'vitest';
import {
  CHAPTERS,
  chapterOfLink,
  pictureAddress,
  searchGuide,
} from '../../../src-renderer/pages/guide/chapters';
import { inlines, parseMarkdown } from '../../../src-renderer/pages/guide/markdown';

describe('Markdown as the guide uses it', () => {
  it('is read block by block', () => {
    const text =
      '# A\n\nfirst\nsecond\n\n- one\n  more\n- **two**\n\n| a | b |\n| - | - |\n| c | `d` |\n\n```bash\n# x\n\ny\n```\n\n![p](q.png)\n';
    expect(parseMarkdown(text)).toEqual([
      { type: 'heading', level: 1, text: 'A', id: 'a' },
      { type: 'paragraph', content: [{ type: 'text', text: 'first second' }] },
      { type: 'list', items: [[{ type: 'text', text: 'one more' }], [{ type: 'bold', text: 'two' }]] },
      {
        type: 'table',
        head: [[{ type: 'text', text: 'a' }], [{ type: 'text', text: 'b' }]],
        rows: [[[{ type: 'text', text: 'c' }], [{ type: 'code', text: 'd' }]]],
      },
      { type: 'code', text: '# x\n\ny' },
      { type: 'picture', text: 'p', source: 'q.png' },
    ]);
  });

  it('has links, bold and code within a line', () => {
    expect(inlines('a **b** [c](d.md) `e*f`.')).toEqual([
      { type: 'text', text: 'a ' },
      { type: 'bold', text: 'b' },
      { type: 'text', text: ' ' },
      { type: 'link', text: 'c', to: 'd.md' },
      { type: 'text', text: ' ' },
      { type: 'code', text: 'e*f' },
      { type: 'text', text: '.' },
    ]);
  });

  it.each(['<b>x</b>', '> quoted', '1. numbered', '* starred', '    indented', '#### deep'])(
    'refuses %s',
    (line) => {
      expect(() => parseMarkdown(line)).toThrow('no such Markdown');
    },
  );
});

const FILES = import.meta.glob<string>('../../../docs/guide/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

describe('the guide', () => {
  it('has every chapter that lies in its folder, each with a title and something in it', () => {
    expect(CHAPTERS.length).toBe(Object.keys(FILES).length);
    for (const { title, blocks } of CHAPTERS) {
      expect(title).not.toBe('');
      expect(blocks.length).toBeGreaterThan(0);
    }
  });

  it('has its pictures, in both themes, and leads only to chapters that are there', () => {
    for (const [name, text] of Object.entries(FILES)) {
      for (const [, picture, to] of text.matchAll(/(!?)\[[^\]]*\]\(([^)]+)\)/g)) {
        if (picture) {
          expect(to).toMatch(/^\.\.\/pictures\/[\w-]+-light\.png$/);
          for (const theme of ['light', 'dark'] as const)
            expect(pictureAddress(to!, theme), to).toContain(theme);
        } else expect(chapterOfLink(to!), `${name}: ${to}`).toBeDefined();
      }
    }
  });

  it('is searched by words, titles first', () => {
    expect(searchGuide('learning rate schedule').length).toBeGreaterThan(0);
    expect(searchGuide('your own data')[0]).toMatchObject({ title: 'Your own data', id: '' });
    expect(searchGuide('zzzz')).toEqual([]);
    expect(searchGuide('  ')).toEqual([]);
    for (const { chapter, id } of searchGuide('checkpoint')) {
      expect(id === '' || chapter.blocks.some((block) => block.type === 'heading' && block.id === id)).toBe(
        true,
      );
    }
  });
});
