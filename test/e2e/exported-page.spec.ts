import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { DIGIT_STROKES } from './digit-strokes';
import { expectNothingFound, expectNothingFoundInEither } from './nothing-found';
import { expect, goTo, ofThePage, openNewestRun, test } from './studio';

test.use({ trained: 1 });

async function draw(page: Page, digit: string): Promise<void> {
  const paper = (await page.getByTestId('paper').boundingBox())!;
  for (const [first, ...rest] of DIGIT_STROKES[digit] ?? []) {
    if (!first) continue;
    const at = ([x, y]: readonly [number, number]) =>
      [paper.x + x * paper.width, paper.y + y * paper.height] as const;
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point));
    await page.mouse.up();
  }
}

/** What a click has downloaded. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await click();
  return readFile(await (await download).path());
}

test(
  'a model is taken along in a page, a seven, drawn there and seen; the run’s report opens from the disk',
  ofThePage,
  async ({ studio }) => {
    test.slow();
    const { page } = studio;
    const folder = await mkdtemp(join(tmpdir(), 'exported-page-'));
    const open = async (name: string, bytes: Uint8Array) => {
      await writeFile(join(folder, name), bytes);
      const opened = await page.context().newPage();
      await opened.context().setOffline(true);
      await opened.goto(`file://${join(folder, name)}`);
      await expectNothingFoundInEither(opened, name, false);
      return opened;
    };
    try {
      await openNewestRun(page);
      const report = await downloaded(page, async () => {
        await page.getByTestId('run-menu').first().click();
        await page.getByTestId('save-report').click();
      });
      await goTo(page, 'checkpoints');
      await page.getByTestId('checkpoint-row').first().click();
      await page.getByTestId('action-export').click();
      await page.getByTestId('export-tfjs').check();
      const archive = unzipSync(await downloaded(page, () => page.getByTestId('export-start').click()));
      await expect(page.getByTestId('export-outcome')).toContainText('The same answers as here');
      const [, index] = Object.entries(archive).find(([name]) => name.endsWith('/index.html'))!;

      const tried = await open('index.html', index);
      await draw(tried, '7');
      await expect(tried.getByTestId('answer').locator('b')).toHaveText('7');
      await expectNothingFound(tried, 'an answer');
      await tried.close();

      const shown = await open('report.html', report);
      await expect(shown.getByRole('heading', { level: 1 })).toHaveText('digits-mlp');
      await expect(shown.getByRole('img', { name: 'Loss' })).toBeVisible();
      await expect(shown.getByRole('region', { name: 'Epochs' }).getByRole('row')).toHaveCount(1 + 2);
      await shown.close();
    } finally {
      await page.context().setOffline(false);
      await rm(folder, { recursive: true, force: true });
    }
  },
);
