import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, goTo, inBrowser, test } from './studio';
import { expectNothingFoundInEither } from './nothing-found';

/** What a page says of a connection that broke is no fault of it. */
test.use({ tolerated: /WebSocket|ERR_CONNECTION|401/ });

test(
  'the library is moved: killed before it was finished it stays, ended in order it is in its new folder',
  inBrowser,
  async ({ studio }) => {
    const { page, library } = studio;
    const root = await mkdtemp(join(tmpdir(), 'trainyard-moved-'));
    const to = join(root, 'library');
    try {
      await goTo(page, 'settings');
      await page.getByTestId('move-library').click();
      await page.getByTestId('move-to').fill(library);
      await page.getByTestId('move-confirm').click();
      await expect(page.getByRole('alert')).toContainText('where the library is now');
      await page.getByTestId('move-to').fill(to);
      await page.getByTestId('move-confirm').click();
      const move = page.getByTestId('library-move');
      await expect(move).toHaveAttribute('data-state', 'copied');

      await studio.killHost();
      await studio.startHost();
      await goTo(page, 'settings');
      await expect(page.getByTestId('library-section')).toContainText(library);
      await expect(move).toHaveAttribute('data-state', 'cut-off');
      await expect(move).toContainText('The library is where it was');
      await page.getByTestId('move-go-on').click();
      await expect(move).toHaveAttribute('data-state', 'copied');

      await studio.stopHost();
      await studio.startHost();
      await goTo(page, 'settings');
      await expect(page.getByTestId('library-section')).toContainText(to);
      await expect(move).toBeHidden();
      await expect(page.getByTestId('old-library')).toContainText(library);
      await expectNothingFoundInEither(page, 'settings of a library that was moved');
      await page.getByTestId('remove-old').click();
      await page.getByTestId('remove-old-confirm').click();
      await expect(page.getByTestId('old-library')).toBeHidden();
      expect(await readdir(library)).toEqual(['moved.json']);
    } finally {
      await studio.stopHost();
      await rm(root, { recursive: true, force: true });
    }
  },
);
