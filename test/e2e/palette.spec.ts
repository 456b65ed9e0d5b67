import { copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectNothingFound, expectNothingFoundInEither } from './nothing-found';
import { expect, fillForm, goTo, ofThePage, test } from './studio';

test('the palette finds pages, runs and things to do, by keyboard alone', ofThePage, async ({ studio }) => {
  const { page, library } = studio;
  const input = page.getByTestId('palette-input');
  const active = () => page.locator('[data-testid="palette-item"][data-highlighted]');

  await test.step('a page', async () => {
    await expect(page.getByTestId('nav-runs')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(input).toBeFocused();
    await page.keyboard.type('setings');
    await expect(active()).toHaveText(/Settings/);
    await expect(input).toHaveAttribute('aria-activedescendant', (await active().getAttribute('id'))!);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('bin')).toBeVisible();
    await expect(page.getByTestId('palette')).toHaveCount(0);
  });

  await test.step('the theme', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByTestId('palette-input')).toBeFocused();
    await page.keyboard.type('dark theme');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });

  await test.step('axe finds nothing on what lies over the page', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await expect(input).toBeFocused();
    await expectNothingFound(page, 'palette');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByTestId('palette')).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('zzzz');
    await expect(page.getByTestId('palette')).toContainText('Nothing fits');
    await expectNothingFound(page, 'palette without results');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByTestId('shortcuts')).toBeVisible();
    await expectNothingFound(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('shortcuts')).toHaveCount(0);
  });

  await test.step('G and a letter go to a page, but not while one types', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await expect(page.getByTestId('field-name')).toBeVisible();
    await page.getByTestId('field-name').focus();
    await page.keyboard.type('g run?');
    await expect(page.getByTestId('field-name')).toHaveValue('g run?');
  });

  await test.step('a run, and what can be done with it', async () => {
    await fillForm(page, 'mlp', { epochs: 1 });
    await page.getByTestId('field-name').fill('a shared one');
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('run-state')).toContainText('Completed');
    await goTo(page, 'data');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByTestId('palette-input')).toBeFocused();
    await page.keyboard.type('shared');
    await expect(active()).toContainText('a shared one');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('run-state')).toContainText('Completed');
  });

  await test.step('the run goes into a file, is deleted, and comes back out of it', async () => {
    await page.getByTestId('run-menu').click();
    await page.getByTestId('share-run').click();
    await page.getByTestId('share-save').click();
    await expect(page.getByTestId('said')).toContainText('a shared one with 1 checkpoint is in');
    const file = join(tmpdir(), `trainyard-e2e-${process.pid}.trainyard-run`);
    await copyFile(join(library, 'shared', 'a-shared-one.trainyard-run'), file);
    try {
      const openFile = async () => {
        await goTo(page, 'settings');
        await page.getByTestId('run-file-path').fill(file);
        await page.getByTestId('open-run-file').click();
      };
      await openFile();
      await expect(page.getByTestId('said')).toContainText('is in the library already, as a shared one');
      await goTo(page, 'runs');
      await page.getByTestId('run-menu').click();
      await page.getByTestId('discard-run').click();
      await page.getByTestId('discard-confirm').click();
      await goTo(page, 'settings');
      await page.getByTestId('empty-bin').click();
      await page.getByTestId('empty-bin-confirm').click();
      await openFile();
      await expect(page.getByTestId('said')).toContainText('a shared one is in your library now');
      await expect(page.getByTestId('run-state')).toContainText('Completed');
      await expect(page.getByTestId('epoch-row-1')).toBeVisible();
    } finally {
      await rm(file, { force: true });
    }
  });
});

test('the guide is read, searched and free of faults', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await page.getByTestId('nav-guide').click();
  await expect(page.getByTestId('chapter')).toContainText('Train the digits model');
  await expect(page.getByTestId('chapter').locator('img').first()).toHaveJSProperty('complete', true);
  expect(
    await page
      .getByTestId('chapter')
      .locator('img')
      .first()
      .evaluate((image: HTMLImageElement) => image.naturalWidth),
  ).toBeGreaterThan(600);
  for (const chapter of ['first-run', 'data', 'terminal', 'glossary']) {
    await page.getByTestId(`chapter-${chapter}`).click();
    await expectNothingFoundInEither(page, `guide, ${chapter}`);
  }
  await page.getByTestId('guide-search').fill('over-fitting');
  await page.getByTestId('guide-result').filter({ hasText: 'What you may see' }).click();
  await expect(page.getByTestId('chapter')).toContainText('it learns by heart');
  await expect(page.locator('#what-you-may-see')).toBeFocused();
  // What is found where one is already is shown once more.
  await page.getByTestId('guide-search').fill('over-fitting');
  await page.getByTestId('guide-result').filter({ hasText: 'What you may see' }).click();
  await expect(page.locator('#what-you-may-see')).toBeFocused();
  await page.getByTestId('guide-search').fill('zzzz');
  await expect(page.getByTestId('nothing-found')).toBeVisible();
});
