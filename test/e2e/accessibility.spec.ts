import { expectNothingFound } from './nothing-found';
import { expect, fillForm, goTo, ofThePage, test } from './studio';

const PLACES = ['runs', 'new-run', 'sweeps', 'compare', 'checkpoints', 'data', 'settings'] as const;

test('axe finds nothing on any page, light or dark, empty or not', ofThePage, async ({ studio }) => {
  // Axe reads every page many times, and there are more and more of them.
  test.slow();
  const { page } = studio;
  const lookAtAll = async (state: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      for (const place of PLACES) {
        await goTo(page, place);
        await page.waitForLoadState('networkidle');
        await expectNothingFound(page, `${place}, ${state}, ${colorScheme}`);
      }
    }
  };
  await lookAtAll('empty');

  await fillForm(page, 'mlp', { epochs: 2 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('run-state')).toContainText('Completed');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNothingFound(page, `run, ${colorScheme}`);
  }
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expectNothingFound(page, `run, ${await tab.textContent()}`);
  }
  await goTo(page, 'checkpoints');
  await page.getByTestId('checkpoint-row').first().click();
  await page.getByTestId('action-evaluate').click();
  await expect(page.getByTestId('evaluation-result')).toBeVisible();
  await expectNothingFound(page, 'an evaluated checkpoint');
  await page.getByTestId('open-evaluation').first().click();
  await expect(page.getByTestId('gallery').first()).toBeVisible();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expectNothingFound(page, `evaluation, ${await tab.textContent()}`);
  }
  await lookAtAll('with a run');
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
