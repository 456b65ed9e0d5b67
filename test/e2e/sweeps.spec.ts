import { expectNothingFound } from './nothing-found';
import { expect, fillForm, goTo, ofThePage, test } from './studio';

const VARIED = 'a run is varied: a wrong space is told at its row, trials are trained, and each is a run';
test(VARIED, ofThePage, async ({ studio }) => {
  test.slow();
  const { page } = studio;
  await fillForm(page, 'mlp', { epochs: 1, batchSize: 512 });
  await page.getByTestId('vary-run').click();
  await expect(page.getByTestId('space-row')).toHaveCount(1);

  await page.getByTestId('space-min').fill('0.5');
  await expect(page.getByTestId('space-problem')).toContainText('is above the greatest');
  await expect(page.getByTestId('begin-sweep')).toHaveAttribute('aria-disabled', 'true');
  await page.getByTestId('space-min').fill('0.0001');
  await page.getByTestId('budget-trials').fill('3');
  await page.getByTestId('budget-trials').blur();
  await expect(page.getByTestId('sweep-preview').getByRole('listitem')).toHaveCount(3);
  await page.getByTestId('sweep-name').fill('rates');
  await page.getByTestId('begin-sweep').click();

  await expect(page.getByRole('heading', { name: 'rates' })).toBeVisible();
  await expect(page.getByTestId('sweep-state')).toContainText('Done', { timeout: 120_000 });
  await expect(page.getByTestId('trial-row')).toHaveCount(3);
  await expect(page.getByTestId('scatter-mark')).toHaveCount(3);
  await expectNothingFound(page, 'a sweep');

  await page.getByTestId('trial-row').first().getByRole('link').click();
  await expect(page.getByTestId('run-sweep')).toHaveText('rates');
  await goTo(page, 'sweeps');
  await expect(page.getByTestId('sweep-row')).toContainText('3 of 3');

  await test.step('it is renamed, discarded with its runs, and all of it comes back', async () => {
    await page.getByTestId('sweep-row').getByRole('link').click();
    await page.getByTestId('rename-button').click();
    await page.getByTestId('rename-input').fill('better rates');
    await page.getByTestId('rename-input').press('Enter');
    await expect(page.getByTestId('sweep-title')).toHaveText('better rates');
    await page.getByTestId('sweep-menu').click();
    await page.getByTestId('discard-sweep').click();
    await page.getByTestId('runs-go').click();
    await expectNothingFound(page, 'what is asked before a sweep is discarded');
    await page.getByTestId('sweep-care').click();
    await expect(page.getByTestId('no-sweeps')).toBeVisible();
    await page.getByTestId('undo-discard').click();
    await expect(page.getByTestId('trial-row')).toHaveCount(3);
    await page.getByTestId('trial-row').first().getByRole('link').click();
    await expect(page.getByTestId('run-sweep')).toHaveText('better rates');
  });

  await test.step('it is archived, and found in the palette', async () => {
    await page.getByTestId('run-sweep').click();
    await page.getByTestId('sweep-menu').click();
    await page.getByTestId('archive-sweep').click();
    await page.getByTestId('sweep-care').click();
    await expect(page.getByTestId('sweep-state')).toContainText('archived');
    await goTo(page, 'sweeps');
    await expect(page.getByTestId('sweep-row')).toHaveCount(0);
    await page.getByTestId('archived-sweeps').click();
    await expect(page.getByTestId('sweep-row')).toHaveCount(1);
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByTestId('palette-input')).toBeFocused();
    await page.keyboard.type('better rates');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('sweep-title')).toHaveText('better rates');
  });
});
