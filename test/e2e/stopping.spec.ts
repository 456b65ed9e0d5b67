import type { Page } from '@playwright/test';
import { expect, fillForm, ofThePage, test } from './studio';

const field = (page: Page, path: string) => page.getByTestId(`field-${path}`);
const fold = (page: Page, title: string) =>
  page.locator('.training summary').filter({ hasText: new RegExp(`^\\s*${title}`) });

test(
  'a run that stops early says where it ended, what its result is, and how that did on the test part',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'mlp', { epochs: 9 });
    await fold(page, 'When to stop').click();
    await field(page, 'earlyStopping.patience').fill('2');
    // Nothing is that much better than the first epoch, so the run ends after the third.
    await field(page, 'earlyStopping.minDelta').fill('1000');
    await expect(fold(page, 'When to stop')).toContainText('stops after 2 epochs without improvement');
    await fold(page, 'Result').click();
    await expect(fold(page, 'Result')).toContainText('best by validation loss, tested at the end');
    await field(page, 'best.metric').selectOption('valMacroF1');
    await expect(fold(page, 'Result')).toContainText('best by validation macro F1, tested at the end');
    await expect(page.getByTestId('problem')).toContainText('waits for a better validation loss');
    await page.getByTestId('train-button').click();

    await expect(page.getByTestId('run-state')).toContainText('Completed');
    await expect(page.getByTestId('run-epoch')).toHaveText('Ended after epoch 3 of 9');
    await expect(page.getByTestId('run-facts')).toContainText('stops after 2 epochs without improvement');
    await expect(page.getByTestId('run-test')).toContainText(
      /Test: accuracy 9\d\.\d\d%, loss 0\.\d{4}, of the best checkpoint \(epoch [123]\), 10,000 samples/,
    );

    await test.step('the table of epochs shows the measure that is chosen', async () => {
      const measure = page.getByTestId('epoch-measure');
      await expect(measure).toHaveValue('valMacroF1');
      const row = page.getByTestId('epoch-row-1');
      const shown = await row.innerText();
      await measure.selectOption('valTop5');
      await expect(row).not.toHaveText(shown);
    });

    await test.step('its result leads to the checkpoint, where the test stands as an evaluation', async () => {
      const words = await page.getByTestId('run-result-link').innerText();
      expect(words).toMatch(/^epoch [123], the best$/);
      await page.getByTestId('run-result-link').click();
      await expect(page.getByTestId('checkpoint-detail')).toContainText(words.replace(', the best', ''));
      await expect(page.getByTestId('evaluation-accuracy')).toHaveCount(1);
    });
  },
);
