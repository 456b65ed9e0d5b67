import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectNothingFound } from './nothing-found';
import { KEPT_EPOCHS } from './kept-runs';
import { expect, fillForm, ofThePage, openNewestRun, test } from './studio';

test.use({ trained: 1 });

/** Saves the loss chart and gives what was saved. */
async function saved(page: Page, format: 'png' | 'svg' | 'csv'): Promise<Buffer> {
  await page.getByRole('button', { name: 'Save the chart: Loss' }).click();
  const download = page.waitForEvent('download');
  await page.getByTestId(`save-${format}`).click();
  return readFile(await (await download).path());
}

test(
  'curves zoom and pan together, fill the screen and are saved; checkpoints tell their figures',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await openNewestRun(page);
    const chart = page.getByTestId('loss-chart');
    const shown = async () =>
      [
        Number(await chart.getAttribute('data-left')),
        Number(await chart.getAttribute('data-right')),
      ] as const;
    await expect.poll(shown).toEqual([0, KEPT_EPOCHS]);

    await test.step('drag to zoom, the same for the chart below, keys to move, zoom and show all', async () => {
      const box = (await chart.locator('canvas').boundingBox())!;
      await page.mouse.move(box.x + 200, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + 400, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => (await shown())[0]).toBeGreaterThan(0.2);
      const [left, right] = await shown();
      expect(right - left).toBeLessThan(1.5);
      await page.getByRole('group', { name: /^Accuracy chart/ }).focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(async () => (await shown())[0]).toBeGreaterThan(left);
      await page.keyboard.press('+');
      await expect
        .poll(async () => (await shown())[1] - (await shown())[0])
        .toBeLessThan((right - left) * 0.7);
      await expectNothingFound(page, 'a zoomed run');
      await page.keyboard.press('0');
      await expect.poll(shown).toEqual([0, KEPT_EPOCHS]);
      await expect(page.getByTestId('zoom-reset')).toHaveCount(0);
    });

    await test.step('the whole screen, and back with Escape', async () => {
      const before = (await chart.boundingBox())!.width;
      await page.getByRole('button', { name: 'Full screen: Loss' }).click();
      await expect(page.getByRole('button', { name: 'Leave full screen: Loss' })).toBeVisible();
      expect((await chart.boundingBox())!.width).toBeGreaterThan(before * 1.2);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('button', { name: 'Full screen: Loss' })).toBeVisible();
    });

    await test.step('a picture, a drawing, and all points', async () => {
      expect((await saved(page, 'png')).subarray(1, 4).toString()).toBe('PNG');
      const svg = (await saved(page, 'svg')).toString();
      expect(svg).toContain('digits-mlp: loss');
      expect(svg).toMatch(/best \d\.\d{4}/);
      const lines = (await saved(page, 'csv')).toString().trimEnd().split('\n');
      expect(lines[0]).toBe('step,epoch,seconds,train_loss,validation_loss');
      expect(lines).toHaveLength(1 + KEPT_EPOCHS * 422);
      expect(lines.filter((line) => !line.endsWith(','))).toHaveLength(1 + KEPT_EPOCHS);
    });

    await test.step('a checkpoint’s figures on its mark, its actions by a click', async () => {
      await page.getByTestId('track-checkpoint').first().hover();
      await expect(page.getByRole('tooltip')).toContainText(/Validation loss\s*0\.\d{4}/);
      await page.getByTestId('track-checkpoint').first().click();
      await expect(page.getByTestId('checkpoint-card').getByTestId('action-continue')).toBeVisible();
    });
  },
);

test(
  'a run that learns nothing says why, and one click fills in the change',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'mlp', { epochs: 1, 'optimizer.learningRate': 0.00000005 });
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('run-state')).toContainText('Completed');
    const advice = page.getByTestId('advice-rate-too-low');
    await expect(advice).toContainText('The loss is flat');
    await expectNothingFound(page, 'a run with advice');
    await advice.getByTestId('advice-try').click();
    await expect(page.getByTestId('field-optimizer.learningRate')).toHaveValue('0.001');
  },
);
