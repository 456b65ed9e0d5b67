import { expectNothingFound, expectNothingFoundInEither } from './nothing-found';
import { expect, goTo, ofThePage, test } from './studio';

test.use({ trained: 2 });

test(
  'two runs side by side: curves, what differs, the better one, and a link that opens it again',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await goTo(page, 'compare');
    await page.getByTestId('add-run').click();
    await page.getByTestId('find-to-compare').fill('digits');
    await page.getByTestId('pick-all').click();
    await page.keyboard.press('Escape');

    await expect(page.getByTestId('compared-run')).toHaveCount(2);
    const loss = page.getByTestId('compare-chart-loss');
    await expect(loss).toHaveAttribute('data-lines', '2');
    await expect(page.getByTestId('compare-reading').first()).toContainText(/digits-mlp.*0\.\d{4}/);
    const values = page.getByTestId('best-values').getByTestId('comparison-row');
    await expect(values.filter({ hasText: 'Val. accuracy' })).toContainText(/best, 9\d\.\d\d%/);
    const differing = page.getByTestId('what-differs').getByTestId('comparison-row');
    await expect(differing).toHaveCount(1);
    await expect(differing).toContainText(/Batch size\s*(128\s*512|512\s*128)/);

    await test.step('lines of each step are fetched when they are asked for', async () => {
      await page.getByRole('radio', { name: 'Both' }).click();
      // Raw, smoothed and of each epoch, of both.
      await expect(loss).toHaveAttribute('data-lines', '6');
    });
    await test.step('a range on an axis leaves out the other run, by keys', async () => {
      await page.getByTestId('axis-batchSize-low').focus();
      await page.keyboard.press('ArrowUp');
      await expect(page.locator('[data-testid="parallel-line"][data-out="true"]')).toHaveCount(1);
      await page.getByTestId('clear-range').click();
      await expect(page.locator('[data-testid="parallel-line"][data-out="true"]')).toHaveCount(0);
    });
    await expectNothingFoundInEither(page, 'a comparison');

    await test.step('what a policy would remove is shown before it goes', async () => {
      await goTo(page, 'checkpoints');
      await expect(page.getByTestId('checkpoint-row')).toHaveCount(4);
      await page.getByTestId('checkpoint-row').first().click();
      await expect(page.getByTestId('predictions-strip').getByRole('listitem')).toHaveCount(2);
      await page.getByTestId('clean-up').click();
      await expect(page.getByTestId('clean-up-preview')).toContainText(
        /2 checkpoints would go, which frees .* MB/,
      );
      await expectNothingFound(page, 'cleaning up');
      await page.getByTestId('clean-up-confirm').click();
      await expect(page.getByTestId('checkpoint-row')).toHaveCount(2);
      await goTo(page, 'compare');
    });
    await test.step('the link opens it again, and names what is not there', async () => {
      const again = await studio.reopen();
      await expect(again.getByTestId('compared-run')).toHaveCount(2);
      await expect(again.getByTestId('compare-chart-loss')).toHaveAttribute('data-lines', '6');
      await again.evaluate(() => {
        location.hash = location.hash.replace('runs=', 'runs=20200101-000000-gone,');
      });
      await expect(again.getByTestId('gone-runs')).toContainText('20200101-000000-gone');
      await expect(again.getByTestId('compared-run')).toHaveCount(2);
      await again.getByTestId('new-from-better').click();
      await expect(again.getByTestId('field-batchSize')).toHaveValue(/128|512/);
    });
  },
);
