import type { Page } from '@playwright/test';

/** What may be cut off: what says all of itself to whoever points at it, and what is wide by itself and can be scrolled. */
const MAY_BE = ['[title]', '[data-testid=rows-table]', '.wrap', 'pre'];

/**
 * The texts of a page that are cut off, stick out of the box that they stand in, lie over others, or take a pane sideways.
 *
 * @returns what is wrong with each, the text, and the element that it stands in
 */
export const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate((mayBe) => {
    /** Rounding, and letters that are drawn a little wider than they count. */
    const SLACK = 2;
    const styles = new Map<Element, CSSStyleDeclaration>();
    const styleOf = (element: Element) => {
      const style = styles.get(element) ?? getComputedStyle(element);
      styles.set(element, style);
      return style;
    };
    const around = function* (element: Element | null) {
      for (let at = element; at !== null && at !== document.body; at = at.parentElement) yield at;
    };
    /** What floats lies over the rest on purpose. */
    const layerOf = (element: Element) =>
      [...around(element)].find((one) => ['sticky', 'fixed', 'absolute'].includes(styleOf(one).position));
    const nameOf = (element: Element) =>
      [...around(element)]
        .slice(0, 3)
        .map(
          (one) => one.getAttribute('data-testid') ?? `${one.localName}.${one.getAttribute('class') ?? ''}`,
        )
        .join(' < ');
    const found: string[] = [];
    const boxes: { text: string; element: Element; layer: Element | undefined; its: DOMRect }[] = [];
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const [text, element] = [node.nodeValue?.trim() ?? '', node.parentElement];
      if (text === '' || !element?.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest('.sr, option, script, style')) continue;
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter(({ width }) => width > 1);
      if (lines.length === 0) continue;
      const say = (what: string) => found.push(`${what}: ${text.slice(0, 60)} (${nameOf(element)})`);
      let [left, right] = [
        Math.min(...lines.map((line) => line.left)),
        Math.max(...lines.map((line) => line.right)),
      ];
      const isAllowed = element.closest(mayBe.join()) !== null;
      let isInBox = false;
      let seen = { left: 0, right: innerWidth, top: -Infinity, bottom: Infinity };
      for (const at of around(element)) {
        const { display, overflowX, overflowY, position } = styleOf(at);
        if (display === 'inline' || display === 'contents') continue;
        const box = at.getBoundingClientRect();
        const isOut = left < box.left - SLACK || right > box.right + SLACK;
        if (!isInBox && isOut && overflowX === 'visible' && !isAllowed) say('sticks out');
        isInBox = true;
        if (overflowY !== 'visible') {
          seen = { ...seen, top: Math.max(seen.top, box.top), bottom: Math.min(seen.bottom, box.bottom) };
        }
        if (overflowX !== 'visible') {
          if (isOut && !isAllowed)
            say(overflowX === 'hidden' || overflowX === 'clip' ? 'cut off' : 'sideways');
          [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
          seen = { ...seen, left: Math.max(seen.left, box.left), right: Math.min(seen.right, box.right) };
        }
        if (position === 'fixed') break;
      }
      if (right > innerWidth + SLACK) say('out of the window');
      const layer = layerOf(element);
      for (const line of lines) {
        const [x, y] = [Math.max(line.left, seen.left), Math.max(line.top, seen.top)];
        const its = new DOMRect(
          x,
          y,
          Math.min(line.right, seen.right) - x,
          Math.min(line.bottom, seen.bottom) - y,
        );
        if (its.width > 0 && its.height > 0) boxes.push({ text, element, layer, its });
      }
    }
    boxes.sort((a, b) => a.its.top - b.its.top);
    for (const [index, { text, element, layer, its }] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        if (other.its.top > its.bottom - 4) break;
        if (other.element === element || other.layer !== layer) continue;
        const wide = Math.min(its.right, other.its.right) - Math.max(its.left, other.its.left);
        if (wide > SLACK && other.its.bottom - its.top > 4) {
          found.push(`over another: ${text.slice(0, 40)} / ${other.text.slice(0, 40)} (${nameOf(element)})`);
        }
      }
    }
    return [...new Set(found)];
  }, MAY_BE);
