import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectNothingFoundInEither } from './nothing-found';
import { expect, goTo, inBrowser, ofThePage, test } from './studio';
import { cutImportOff, putPictures, writeRents } from './written-data';

const bring = async (page: Page) => {
  await goTo(page, 'data');
  await page.getByTestId('bring-data').click();
};
const lookAt = async (page: Page, path: string) => {
  await bring(page);
  await page.getByTestId('import-path').fill(path);
  await page.getByTestId('inspect-button').click();
  await expect(page.getByTestId('inspection')).toBeVisible();
};
const numberIn = async (page: Page, testId: string) =>
  Number((await page.getByTestId(testId).first().innerText()).replace('−', '-').replaceAll(',', ''));

test(
  'a table: looked at, changed, imported, looked at again, trained on and tested',
  ofThePage,
  async ({ studio }) => {
    const { page, library } = studio;
    const file = join(library, 'rents.csv');
    await writeRents(file);

    await test.step('what was found is shown, and can be changed', async () => {
      await lookAt(page, file);
      await expect(page.getByTestId('inspection-summary')).toContainText('600');
      await expect(page.getByTestId('found-column')).toHaveCount(5);
      await expect(page.getByTestId('role-rent')).toHaveValue('target');
      await page.getByTestId('field-target').selectOption('quarter');
      await expect(page.getByTestId('found-classes')).toContainText('old town');
      await page.getByTestId('field-target').selectOption('rent');
      await expect(page.getByTestId('found-classes')).toHaveCount(0);
      await page.getByTestId('role-id').selectOption('ignore');
      const doubts = page.getByTestId('source-doubts');
      await doubts.getByRole('button', { name: 'Set those rows aside instead' }).click();
      await expect(page.getByTestId('field-table.missing')).toHaveValue('set-aside');
      await expect(doubts).toHaveCount(0);
      await page.getByTestId('field-table.missing').selectOption('fill');
      await expect(doubts).toContainText('Numbers are missing in 1 column');
      await expect(page.getByTestId('found-task')).toContainText('value');
      await page.getByTestId('import-name').fill('Rents');
      await expectNothingFoundInEither(page, 'what was found of a table');
    });

    await test.step('it is imported with a name, and its rows are there to look at', async () => {
      await page.getByTestId('import-button').click();
      await expect(page.getByTestId('dataset-facts')).toContainText('599 rows, 3 columns, rent to predict');
      await expect(page.getByTestId('dataset-row').filter({ hasText: 'Rents' })).toContainText('599');
      await expect(page.getByTestId('column-head').filter({ hasText: 'size' })).toContainText('30 missing');
      await expect(page.getByTestId('data-row').first()).toContainText(/harbour|hill|old town/);
      await expect(page.getByTestId('data-row').filter({ hasText: 'missing' }).first()).toBeVisible();
      await expect(page.getByTestId('target-histogram')).toBeVisible();
      await expectNothingFoundInEither(page, 'a table');
      await page.getByTestId('open-report').click();
      await expect(page.getByTestId('report')).toContainText('What is to be predicted is missing');
      await expectNothingFoundInEither(page, 'a report');
    });

    await test.step('a model for values is trained on it', async () => {
      await page.getByTestId('train-on-dataset').click();
      await expect(page.getByTestId('preset-table-regressor')).toHaveAttribute('aria-checked', 'true');
      await expect(page.getByTestId('column-list')).toContainText('rent');
      await expect(page.getByTestId('field-augment')).toHaveCount(0);
      await page.getByTestId('hold-back-folds').click();
      await page.getByTestId('field-validation.fold').selectOption('2');
      await page.getByTestId('field-epochs').fill('30');
      await expectNothingFoundInEither(page, 'the form for a table');
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('run-state')).toContainText('Completed', { timeout: 60_000 });
      await expect(page.getByTestId('epoch-row-30')).toContainText(/0\.9\d{3}/);
      await expect(page.getByTestId('measure-chart').getByRole('img')).toHaveAccessibleName(
        /^R² by epoch: validation 0\.9/,
      );
      await expect(page.getByTestId('accuracy-chart')).toHaveCount(0);
      await expect(page.locator('main')).not.toContainText('NaN');
      await page.getByRole('radio', { name: 'MAE' }).click();
      await expect(page.getByTestId('measure-chart').getByRole('img')).toHaveAccessibleName(/^MAE by epoch/);
      await expectNothingFoundInEither(page, 'a run on values');
      await goTo(page, 'runs');
      await expect(page.getByTestId('run-row')).toContainText(/R² 0\.9/);
    });

    await test.step('a checkpoint is tested: what was predicted against what is true', async () => {
      await goTo(page, 'checkpoints');
      await page.getByTestId('checkpoint-row').first().click();
      await page.getByTestId('action-evaluate').click();
      await expect(page.getByTestId('evaluation-r2').first()).toBeVisible();
      expect(await numberIn(page, 'evaluation-r2')).toBeGreaterThan(0.9);
      expect(await numberIn(page, 'evaluation-mae')).toBeLessThan(150);
      await expect(page.getByTestId('predicted-against-true').first()).toBeVisible();
      await expect(page.getByTestId('residuals').first()).toBeVisible();
      await expectNothingFoundInEither(page, 'a test of values');
    });

    await test.step('deleting it names the run that used it', async () => {
      await goTo(page, 'data');
      await page.getByTestId('dataset-row').filter({ hasText: 'Rents' }).click();
      await page.getByTestId('delete-dataset').click();
      await expect(page.getByTestId('dataset-runs')).toContainText('rents');
      await page.getByTestId('delete-confirm').click();
      await expect(page.getByTestId('dataset-row').filter({ hasText: 'Rents' })).toHaveCount(0);
    });
  },
);

test('a table is imported by keyboard alone', ofThePage, async ({ studio }) => {
  const { page, library } = studio;
  const file = join(library, 'rents.csv');
  await writeRents(file, 120);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
  const tabTo = async (testId: string) => {
    for (let tabs = 0; (await focused()) !== testId; tabs++) {
      expect(tabs, `${testId} is reached by Tab`).toBeLessThan(60);
      await page.keyboard.press('Tab');
    }
  };
  await page.getByTestId('nav-data').focus();
  await page.keyboard.press('Enter');
  await tabTo('bring-data');
  await page.keyboard.press('Enter');
  await tabTo('import-path');
  await page.keyboard.type(file);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspection')).toBeVisible();
  await tabTo('import-name');
  await page.keyboard.type('By keys');
  await page.keyboard.press('Shift+Tab');
  for (let tabs = 0; (await focused()) !== 'import-button'; tabs++) {
    expect(tabs, 'the button is reached').toBeLessThan(10);
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dataset-facts')).toContainText('rent to predict');
  await expect(page.getByRole('heading', { name: 'By keys' })).toBeVisible();
});

test(
  'what is wrong stands at its field, and nothing is imported until it is mended',
  ofThePage,
  async ({ studio }) => {
    const { page, library } = studio;
    await bring(page);
    await page.getByTestId('import-path').fill('/nowhere/at/all');
    await page.getByTestId('inspect-button').click();
    await expect(page.getByTestId('import-refusal')).toContainText('/nowhere/at/all');
    await expectNothingFoundInEither(page, 'a path that is not there');
    const file = join(library, 'rents.csv');
    await writeRents(file);
    await lookAt(page, file);
    await page.getByTestId('field-testFraction').fill('2');
    await expect(page.getByTestId('field-problem-testFraction')).toBeVisible();
    await expect(page.getByTestId('import-button')).toHaveAttribute('aria-disabled', 'true');
    await page.getByTestId('field-testFraction').fill('0.3');
    await expect(page.getByTestId('field-problem-testFraction')).toHaveCount(0);
    for (const name of ['size', 'age', 'quarter', 'id']) {
      await page.getByTestId(`role-${name}`).selectOption('ignore');
    }
    await expect(page.getByTestId('field-problem-table.columns')).toBeVisible();
    await expect(page.getByTestId('import-button')).toHaveAttribute('aria-disabled', 'true');
    await page.getByTestId('role-size').selectOption('feature');
    await expect(page.getByTestId('import-button')).toHaveAttribute('aria-disabled', 'false');
  },
);

test(
  'a table is found by browsing, or sent from the browser’s own machine',
  inBrowser,
  async ({ studio }) => {
    const { page, library } = studio;
    const file = join(library, 'rents.csv');
    await writeRents(file, 120);
    await bring(page);
    await test.step('by browsing, as far as a browser may see', async () => {
      await page.getByTestId('browse').click();
      const browser = page.getByTestId('folder-browser');
      const entry = (name: string) => browser.locator(`[data-name="${name}"]`);
      await entry(tmpdir())
        .or(entry(basename(library)))
        .first()
        .click();
      await expect(entry(basename(library)).or(entry('rents.csv')).first()).toBeVisible();
      await expectNothingFoundInEither(page, 'a list of folders');
      if (await entry(basename(library)).isVisible()) await entry(basename(library)).click();
      await entry('rents.csv').focus();
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('inspection')).toBeVisible();
      await expect(page.getByTestId('import-path')).toHaveValue(/rents\.csv$/);
    });
    await test.step('what is elsewhere is refused', async () => {
      await page.getByTestId('import-path').fill('/etc/passwd');
      await page.getByTestId('inspect-button').click();
      await expect(page.getByTestId('import-refusal')).toContainText('that a browser may use');
    });
    await test.step('sent, it is imported under its own name', async () => {
      await page.getByTestId('upload-file').setInputFiles(file);
      await expect(page.getByTestId('import-path')).toHaveValue('rents.csv');
      await expect(page.getByTestId('import-button')).toHaveAttribute('aria-disabled', 'false');
      await page.getByTestId('import-button').click();
      await expect(page.getByTestId('dataset-facts')).toContainText('rent to predict');
      await expect(page.getByRole('heading', { name: 'rents' })).toBeVisible();
    });
  },
);

test('a made-up set is had with a click, and seen as a plane of classes', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await bring(page);
  await expect(page.getByTestId('catalog-entry').filter({ hasText: 'CIFAR-10' })).toContainText('170 MB');
  await expectNothingFoundInEither(page, 'the catalog');
  await page.getByTestId('fetch-two-moons').click();
  await expect(page.getByTestId('scatter').getByRole('img')).toHaveAccessibleName(/samples by class/);
  await expectNothingFoundInEither(page, 'a plane of classes');
  await page.getByTestId('look-rows').click();
  await page.getByTestId('class-filter').selectOption('1');
  await expect(page.getByTestId('shown-count')).toContainText(/^\d+ of [\d,]+$/);
  await page.getByTestId('train-on-dataset').click();
  await expect(page.getByTestId('preset-table-classifier')).toHaveAttribute('aria-checked', 'true');
  await bring(page);
  await expect(page.getByTestId('catalog-entry').filter({ hasText: 'Two moons' })).toContainText('Open');
});

test('an import that was cut off goes on with a click, or is discarded', ofThePage, async ({ studio }) => {
  const { page, library } = studio;
  await cutImportOff(library);
  await goTo(page, 'data');
  const cutOff = page.getByTestId('interrupted-import');
  await expect(cutOff).toContainText('1 of 20 files');
  await expectNothingFoundInEither(page, 'an import that was cut off');
  await page.getByTestId('discard-interrupted').click();
  await expect(cutOff).toHaveCount(0);
  await cutImportOff(library);
  await page.reload();
  await page.getByTestId('go-on').click();
  await expect(page.getByTestId('dataset-facts')).toContainText('20 pictures');
  await expect(cutOff).toHaveCount(0);
});

test('a million pictures are scrolled through, and filtered by class', ofThePage, async ({ studio }) => {
  const { page, library } = studio;
  await putPictures(library, 'many', 1_000_000);
  await page.reload();
  await goTo(page, 'data');
  await page.getByTestId('dataset-row').filter({ hasText: 'Many pictures' }).click();
  const grid = page.getByTestId('sample-grid');
  const figures = grid.locator('figure');
  await expect(figures.first()).toHaveText('0');
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(grid.locator('figure[data-place="999999"]')).toHaveText('9');
  expect(await figures.count()).toBeLessThan(400);
  await page.getByTestId('class-3').click();
  await expect(page.getByTestId('shown-count')).toHaveText('100,000 of 1,000,000');
  await expect(figures.first()).toHaveAttribute('data-place', '3');
  await expect(figures.nth(1)).toHaveText('3');
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(grid.locator('figure[data-place="999993"]')).toHaveText('3');
  await expectNothingFoundInEither(page, 'a grid of pictures');
});

test(
  'augmentation is previewed by the code that trains, and flips of digits are off for a reason',
  ofThePage,
  async ({ studio }) => {
    const { page, library } = studio;
    await putPictures(library, 'few', 200);
    await page.reload();
    await goTo(page, 'data');
    await page.getByTestId('dataset-row').filter({ hasText: 'Many pictures' }).click();
    await page.getByTestId('train-on-dataset').click();
    await page.getByTestId('field-augment').click();
    const preview = page.getByTestId('augment-preview');
    await expect(preview.locator('canvas')).toHaveCount(10);
    await expect(page.getByTestId('flip-reason')).toContainText('digits');
    await expectNothingFoundInEither(page, 'augmentation');
    const drawn = () => preview.screenshot();
    const first = await drawn();
    await page.getByTestId('field-augment.shift').fill('0.5');
    await expect.poll(async () => (await drawn()).equals(first)).toBe(false);
    await page.getByTestId('field-augment.flipHorizontal').click();
    await expect(page.getByTestId('field-problem-augment.flipHorizontal')).toContainText('flipped');
    await expect(page.getByTestId('flip-reason')).toHaveCount(0);
    const shifted = await drawn();
    await preview.click();
    await expect.poll(async () => (await drawn()).equals(shifted)).toBe(false);
    await page.getByTestId('field-augment').click();
    await expect(preview).toHaveCount(0);
  },
);
