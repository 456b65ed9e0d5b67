import { mkdirSync } from 'node:fs';
import { expect, fillForm, goTo, importFolder, test } from './studio';

const FOLDER = 'docs/pictures';
const THEMES = ['light', 'dark'] as const;

/** `TRAINYARD_PICTURES=1 npm run e2e -- pictures --project=chromium` makes the pictures of the docs anew. */
test('pictures of every page for the docs', async ({ studio, shell }) => {
  test.skip(process.env['TRAINYARD_PICTURES'] === undefined || shell === 'electron', 'made on request');
  test.setTimeout(600_000);
  mkdirSync(FOLDER, { recursive: true });
  const { page } = studio;
  const fashion = process.env['TRAINYARD_FASHION_MNIST'];
  const take = async (name: string) => {
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await page.mouse.move(2, 2);
      await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png`, animations: 'disabled' });
    }
  };
  await expect(page.getByTestId('train-digits')).toBeVisible();
  await take('first-run');
  await fillForm(page, 'mlp', { epochs: 12 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('run-state')).toContainText('Completed');
  if (fashion !== undefined) {
    await importFolder(studio, fashion);
    await expect(page.getByTestId('dataset-row')).toHaveCount(2);
    await page.getByTestId('dataset-row').filter({ hasText: 'fashion' }).click();
    await expect(page.getByTestId('sample-grid')).toBeVisible();
    await take('data');
    await page.getByTestId('train-on-dataset').click();
    await page.getByTestId('preset-cnn').click();
  } else await fillForm(page, 'cnn', {});
  await page.getByTestId('field-epochs').fill('8');
  await take('new-run');
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('epoch-row-6')).toBeVisible({ timeout: 400_000 });
  await take('run');
  await goTo(page, 'runs');
  await take('runs');
  await page.getByTestId('run-row').first().click();
  await expect(page.getByTestId('run-state')).toContainText('Completed', { timeout: 120_000 });
  await goTo(page, 'checkpoints');
  await page.getByTestId('checkpoint-row').first().click();
  await page.getByTestId('action-evaluate').click();
  await expect(page.getByTestId('evaluation-result')).toBeVisible({ timeout: 60_000 });
  await take('checkpoints');
  await goTo(page, 'settings');
  await take('settings');
});
