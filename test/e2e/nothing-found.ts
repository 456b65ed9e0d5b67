import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules whose answer hangs on colours: all that a theme changes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Axe looks longest for names of what it finds nothing in, which nobody reads. */
const OPTIONS = { resultTypes: ['violations' as const] };

async function look(page: Page, what: string, rules?: readonly string[]): Promise<void> {
  // Axe's own frame hunting opens windows, which this program denies; its pages have no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ ...OPTIONS });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found, what).toEqual([]);
}

/** Has axe look at the page as it is. @param what it shows, for the report */
export const expectNothingFound = (page: Page, what: string): Promise<void> => look(page, what);

/**
 * Has axe look at the page in the light theme, and in the dark one by the rules of which that may change the answer.
 *
 * @param hasTheme whether the page says which theme it has, as those of the window do
 */
export async function expectNothingFoundInEither(page: Page, what: string, hasTheme = true): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    if (hasTheme) await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await look(page, `${what}, ${colorScheme}`, colorScheme === 'dark' ? OF_COLOURS : undefined);
  }
}
