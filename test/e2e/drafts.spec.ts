import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectNothingFound } from './nothing-found';
import { expect, fillForm, goTo, ofThePage, test } from './studio';

const field = (page: Page, path: string) => page.getByTestId(`field-${path}`);
const text = (page: Page) => page.getByTestId('spec-text');

/** Files of the drafts that the library keeps; none where there has never been one. */
const keptDrafts = (library: string) => readdir(join(library, 'drafts')).catch(() => []);

/** What the one draft is that the library keeps. */
async function keptDraft(library: string): Promise<string> {
  const [name] = await keptDrafts(library);
  return name === undefined ? '' : readFile(join(library, 'drafts', name), 'utf8');
}

test(
  'form, layers and text are one draft with one history, which comes back when the window is opened again',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'cnn', { epochs: 3 });
    await page.getByTestId('view-both').click();
    await expect(text(page)).toHaveValue(/"epochs": 3,/);

    await test.step('what is typed into the text stands in the form at once, with its mistakes at their lines', async () => {
      const whole = await text(page).inputValue();
      await text(page).fill(whole.replace('"units": 128', '"units": 0'));
      await expect(field(page, 'model.layers.5.units')).toHaveValue('0');
      const line = whole.split('\n').findIndex((one) => one.includes('"units": 128')) + 1;
      await expect(page.getByTestId('text-mark')).toHaveAttribute('data-line', String(line));
      await field(page, 'model.layers.5.units').fill('96');
      await expect(text(page)).toHaveValue(/"units": 96/);
      await expect(page.getByTestId('text-mark')).toHaveCount(0);
    });

    await test.step('while it is not JSON the form waits', async () => {
      const whole = await text(page).inputValue();
      await text(page).fill(whole.slice(0, -2));
      await expect(page.getByTestId('form-waits')).toContainText('line 1 of the text is not JSON yet');
      await expect(page.getByTestId('train-button')).toHaveAttribute('aria-disabled', 'true');
      await page.getByTestId('drop-text').click();
      await expect(page.getByTestId('form-waits')).toHaveCount(0);
      await expect(text(page)).toHaveValue(whole);
    });

    await test.step('back and forward through all of it', async () => {
      await page.getByTestId('layer-0').locator('button').first().press('Delete');
      await expect(page.getByTestId(/^layer-\d+$/)).toHaveCount(6);
      await page.keyboard.press('ControlOrMeta+z');
      await expect(page.getByTestId(/^layer-\d+$/)).toHaveCount(7);
      for (let step = 0; await page.getByTestId('undo').isEnabled(); step++) {
        expect(step).toBeLessThan(20);
        await page.getByTestId('undo').click();
      }
      await expect(page.getByTestId('summary-parameters')).toContainText('203,530');
      while (await page.getByTestId('redo').isEnabled()) await page.getByTestId('redo').click();
      await expect(page.getByTestId(/^layer-\d+$/)).toHaveCount(6);
      await page.keyboard.press('ControlOrMeta+z');
      await expect(field(page, 'epochs')).toHaveValue('3');
    });

    await test.step('what was typed last is there when the window is closed at once', async () => {
      await field(page, 'seed').fill('5');
      await page.reload();
      await expect(field(page, 'seed')).toHaveValue('5');
      await field(page, 'seed').fill('0');
    });

    await test.step('another window finds it, as the one that is begun first there', async () => {
      await expect.poll(() => keptDraft(studio.library)).toMatch(/conv2d.*"epochs":3/);
      const other = await studio.reopen();
      await goTo(other, 'new-run');
      await expect(other.getByTestId('draft-kept')).toContainText('draft from');
      await other.getByTestId('view-form').click();
      await expect(field(other, 'epochs')).toHaveValue('3');
      await expect(other.getByTestId(/^layer-\d+$/)).toHaveCount(7);
      await other.getByTestId('start-over').click();
      await expect(other.getByTestId('summary-parameters')).toContainText('203,530');
      const kept = () => keptDrafts(studio.library);
      await field(other, 'epochs').fill('7');
      await expect.poll(kept).toHaveLength(2);
      // What was undone to what it was begun as is nobody's draft.
      await other.getByTestId('undo').click();
      await expect(field(other, 'epochs')).toHaveValue('10');
      await expect.poll(kept).toHaveLength(1);
      await other.getByTestId('begin-with').click();
      await other.getByTestId('begin-find').fill('cnn 3 epochs');
      await expectNothingFound(other, 'beginning with something');
      await other.getByTestId('begin-draft').click();
      await expect(other.getByTestId(/^layer-\d+$/)).toHaveCount(7);
    });
  },
);
