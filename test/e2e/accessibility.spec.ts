import { expectNothingFound, expectNothingFoundInEither } from './nothing-found';
import type { Page } from '@playwright/test';
import { expect, goTo, ofThePage, openNewestRun, test } from './studio';

const PLACES = ['runs', 'new-run', 'sweeps', 'compare', 'checkpoints', 'data', 'settings'] as const;

async function lookAtAll(page: Page, state: string): Promise<void> {
  for (const place of PLACES) {
    await goTo(page, place);
    await page.waitForLoadState('networkidle');
    await expectNothingFoundInEither(page, `${place}, ${state}`);
  }
}

test('axe finds nothing on any page of an empty library, light or dark', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await lookAtAll(page, 'empty');
  await goTo(page, 'compare');
  await expect(page.getByText('No run has finished an epoch yet.')).toBeVisible();
});

test.describe('with a run', () => {
  test.use({ trained: 1 });

  test('axe finds nothing on any page, light or dark', ofThePage, async ({ studio }) => {
    // Axe reads every page many times, and there are more and more of them.
    test.slow();
    const { page } = studio;
    await openNewestRun(page);
    await expectNothingFoundInEither(page, 'run');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await expectNothingFound(page, `run, ${await tab.textContent()}`);
    }
    await goTo(page, 'checkpoints');
    // The older one: the newest was tested at the end of the run.
    await page.getByTestId('checkpoint-row').last().click();
    await page.getByTestId('action-evaluate').click();
    await expect(page.getByTestId('evaluation-result')).toBeVisible();
    await expectNothingFound(page, 'an evaluated checkpoint');
    await page.getByTestId('open-evaluation').first().click();
    await expect(page.getByTestId('gallery').first()).toBeVisible();
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await expectNothingFound(page, `evaluation, ${await tab.textContent()}`);
    }
    await lookAtAll(page, 'with a run');
  });
});

test('the whole path by keyboard alone', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await page.getByTestId('nav-new-run').focus();
  await page.keyboard.press('Enter');
  const epochs = page.getByTestId('field-epochs');
  await expect(epochs).toBeVisible();
  const focused = async () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
  for (let tabs = 0; (await focused()) !== 'field-epochs'; tabs++) {
    expect(tabs, 'the field is reached by Tab').toBeLessThan(80);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('1');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('run-state')).toContainText('Completed');
});
