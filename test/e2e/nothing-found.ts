import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Has axe look at the page as it is. @param what it shows, for the report */
export async function expectNothingFound(page: Page, what: string): Promise<void> {
  // Axe's own frame hunting opens windows, which this program denies; its pages have no frames.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found, what).toEqual([]);
}

/** The same in both themes. */
export async function expectNothingFoundInEither(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await expectNothingFound(page, `${what}, ${colorScheme}`);
  }
}
