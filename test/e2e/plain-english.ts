import type { Page } from '@playwright/test';

/** A text on a page that still has English words in it. */
export interface PlainText {
  text: string;
  /** the elements that it stands in, from inside out */
  within: string;
}

/**
 * What is visible on a page in the pseudo language, or read out, and yet has words in plain letters.
 *
 * @param named what people, libraries and the studio process say: elements that have it in them, as CSS selectors
 */
export const plainTexts = (page: Page, named: readonly string[]): Promise<PlainText[]> =>
  page.evaluate((selectors) => {
    const isPlain = (text: string) => /[a-z]{2}/i.test(text);
    const within = (element: Element | null) => {
      const names: string[] = [];
      for (let at = element; at !== null && names.length < 4; at = at.parentElement) {
        const id = at.getAttribute('data-testid');
        names.push(id === null ? `${at.localName}.${at.className}` : `[data-testid=${id}]`);
      }
      return names.join(' < ');
    };
    const isNamed = (element: Element | null) =>
      element === null ||
      element.closest(['code', 'kbd', 'pre', 'script', 'style', '[translate=no]', ...selectors].join()) !==
        null;
    const found: PlainText[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      const { parentElement } = node;
      if (!isPlain(text) || isNamed(parentElement) || !parentElement?.checkVisibility()) continue;
      found.push({ text: text.trim(), within: within(parentElement) });
    }
    for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'aria-valuetext', 'aria-description']) {
      for (const element of document.body.querySelectorAll(`[${name}]`)) {
        const text = element.getAttribute(name) ?? '';
        if (!isPlain(text) || isNamed(element)) continue;
        found.push({ text, within: `${name} of ${within(element)}` });
      }
    }
    return found;
  }, named);
