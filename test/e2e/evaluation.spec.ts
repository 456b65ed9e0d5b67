import type { Page } from '@playwright/test';
import { expectNothingFound } from './nothing-found';
import { expect, goTo, ofThePage, openNewestRun, test } from './studio';

test.use({ trained: 1 });

const samples = (page: Page) => page.getByTestId('cell-samples').getByTestId('gallery-sample');
const number = async (page: Page, testId: string) =>
  Number((await page.getByTestId(testId).locator('b').textContent())?.replaceAll(',', ''));

test(
  'the fours that were taken for nines, and two checkpoints beside each other',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await openNewestRun(page);

    await test.step('the test at the end opens, with intervals', async () => {
      await page.getByTestId('open-final-test').click();
      await expect(page.getByTestId('evaluation-what')).toContainText('test part');
      await expect(page.getByTestId('figure-accuracy')).toContainText(/9\d\.\d\d%.* to /);
      await expect(page.getByTestId('figure-calibration')).toContainText(/\d to \d/);
    });

    await test.step('a cell shows its very samples', async () => {
      const cell = page.getByRole('button', { name: /^4 taken for 9: / });
      const counted = Number((await cell.getAttribute('aria-label'))?.split(': ')[1]);
      expect(counted).toBeGreaterThan(0);
      await cell.click();
      await expect(page.getByTestId('cell-count')).toHaveText(String(counted));
      await expect(samples(page)).toHaveCount(Math.min(24, counted));
      for (const one of await samples(page).all())
        await expect(one).toHaveAttribute('title', /, 4 taken for 9, /);
      await samples(page).first().click();
      const detail = page.getByTestId('sample-detail');
      await expect(detail.locator('canvas')).toBeVisible();
      // The likeliest is what it was taken for; the true class stands among the others.
      await expect(detail.locator('li').first()).toContainText('9');
      await expect(detail.locator('li').filter({ hasText: 'true' })).toContainText('4');
      await page.reload();
      await expect(samples(page)).toHaveCount(Math.min(24, counted));
      await expect(detail).toBeVisible();
    });

    await test.step('an earlier checkpoint is evaluated, and stands beside it', async () => {
      await goTo(page, 'checkpoints');
      await page.getByTestId('checkpoint-row').filter({ hasText: 'end of epoch' }).last().click();
      await page.getByTestId('action-evaluate').click();
      await page.getByTestId('open-evaluation').first().click();
      await expect(page.getByTestId('evaluation-what')).toContainText('epoch 1');
      await page.getByTestId('tab-beside').click();
      const picker = page.getByTestId('beside').getByTestId('pick-evaluation');
      await picker.selectOption({ index: 1 });
      await expect(page.getByTestId('mcnemar')).toContainText('two equally good models');
      const quarters = ['both', 'onlyFirst', 'onlySecond', 'neither'];
      const counts = await Promise.all(quarters.map((one) => number(page, `quarter-${one}`)));
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(10_000);
      await page.getByTestId('quarter-onlySecond').click();
      const gallery = page.getByTestId('quarter-samples').getByTestId('gallery-sample');
      await expect(gallery).toHaveCount(Math.min(40, counts[2]!));
      await page.reload();
      await expect(gallery).toHaveCount(Math.min(40, counts[2]!));
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNothingFound(page, 'beside another, dark');
    });
  },
);
