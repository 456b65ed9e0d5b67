import { expect, goTo, ofThePage, test } from './studio';

test.use({ trained: 1 });

test(
  'a new run from a checkpoint: new head, frozen body, and both runs say so',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await goTo(page, 'checkpoints');
    await page.getByTestId('checkpoint-row').first().click();
    await page.getByTestId('action-branch').first().click();
    await page.getByTestId('field-epochs').fill('1');
    const report = page.getByTestId('start-report');
    await expect(report).toContainText('All 4 arrays are taken over.');

    await test.step('weights that cannot fit are named, and mended by a click', async () => {
      await page.getByTestId('layer-1').getByRole('button').first().click();
      await page.getByTestId('field-model.layers.1.units').fill('64');
      const problem = page.getByTestId('problem').filter({ hasText: 'does not fit the checkpoint' });
      await expect(problem.first()).toContainText('kernel is 784 × 256 in it, but 784 × 64 here');
      await page.getByTestId('mend').filter({ hasText: 'Take its model too' }).first().click();
      await expect(page.getByTestId('problem')).toHaveCount(0);
    });
    await page.getByTestId('field-start.fit').selectOption('new-head');
    await expect(report).toContainText(
      '2 of 4 arrays are taken over. Drawn anew: layer 3 (dense): kernel, bias.',
    );
    await page.getByTestId('freeze-body').click();
    await expect(page.getByTestId('summary-frozen')).toContainText('200,960');
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('run-state')).toContainText('Completed');
    const lineage = page.getByTestId('run-lineage');
    await expect(lineage).toContainText('2 of 4 arrays are taken over.');
    await expect(lineage).toContainText('Layer 2 (dense) frozen');
    await expect(page.getByTestId('epoch-row-1')).toContainText(/9\d\.\d\d%/);
    await page.getByTestId('run-lineage').getByRole('link', { name: 'digits-mlp' }).click();
    await expect(page.getByTestId('checkpoint-detail')).toContainText('digits-mlp-2');
  },
);
