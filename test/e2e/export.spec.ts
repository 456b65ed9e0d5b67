import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expectNothingFound } from './nothing-found';
import { expect, goTo, test } from './studio';

test.use({ trained: 1 });

const FILES = ['README.md', 'model.onnx', 'preparation.json'];

test('a checkpoint is exported as ONNX, gives the same answers, and overwrites nothing without a question', async ({
  studio,
}) => {
  test.slow();
  const { page, app } = studio;
  const folder = await mkdtemp(join(tmpdir(), 'exported-'));
  const to = join(folder, 'digits');
  const openDialog = async () => {
    await page.getByTestId('action-export').click();
    await page.getByTestId('export-onnx').check();
  };
  const expectSame = async () => {
    await expect(page.getByTestId('export-outcome')).toContainText('The same answers as here', {
      timeout: 60_000,
    });
    const shown = (await page.getByTestId('export-difference').textContent()) ?? '';
    expect(Number(shown.replaceAll('−', '-').replace('none', '0'))).toBeLessThan(1e-5);
  };
  try {
    await goTo(page, 'checkpoints');
    await page.getByTestId('checkpoint-row').first().click();

    await test.step('a browser downloads all files in an archive; the desktop asks where', async () => {
      await openDialog();
      if (app === undefined) {
        await expectNothingFound(page, 'export');
        const download = page.waitForEvent('download');
        await page.getByTestId('export-start').click();
        const archive = unzipSync(await readFile(await (await download).path()));
        expect(
          Object.keys(archive)
            .map((name) => name.split('/').at(-1))
            .sort(),
        ).toEqual(FILES);
      } else {
        await app.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = async () => ({ canceled: false, filePath });
          // For the path that is typed below.
          dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
        }, to);
        await page.getByTestId('export-to-choose').click();
        await expect(page.getByTestId('export-to')).toHaveValue(to);
        await page.getByTestId('export-start').click();
      }
      await expectSame();
      if (app === undefined) await expectNothingFound(page, 'exported');
      await page.getByTestId('export-done').click();
    });

    await test.step('what is there already is replaced only when that is said', async () => {
      const exportTo = async () => {
        await openDialog();
        if (app === undefined) await page.getByRole('radio', { name: 'On the machine of Trainyard' }).click();
        await page.getByTestId('export-to').fill(to);
        await page.getByTestId('export-start').click();
      };
      if (app === undefined) {
        await exportTo();
        await expectSame();
        await page.getByTestId('export-done').click();
      }
      expect((await readdir(to)).sort()).toEqual(FILES);
      await exportTo();
      await expect(page.getByTestId('export-replace')).toBeVisible();
      await page.getByTestId('export-replace-it').click();
      await expectSame();
      await expect(page.getByTestId('export-path')).toHaveText(to);
      await page.getByTestId('export-done').click();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
