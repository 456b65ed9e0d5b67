import { expectNothingFound } from './nothing-found';
import { expect, goTo, ofThePage, openNewestRun, test } from './studio';

test.use({ trained: 1 });

test(
  'a run is tagged, found by its tag and note, archived and shown again',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await openNewestRun(page);

    await page.getByTestId('run-menu').first().click();
    await page.getByTestId('label-run').click();
    await page
      .getByTestId('label-tags')
      .fill('baseline, wide, with more tags, than there is, any room for, beside a name');
    await page.getByTestId('label-notes').fill('With the usual rate.');
    await expectNothingFound(page, 'tags and notes');
    await page.getByTestId('label-save').click();
    await expect(page.getByTestId('label-save')).toHaveCount(0);

    await goTo(page, 'runs');
    const rows = page.getByTestId('run-row');
    await expect(rows).toContainText(['baseline']);
    const name = rows.getByRole('link', { name: 'digits-mlp' }).first();
    expect((await name.boundingBox())!.width, 'tags leave the name its room').toBeGreaterThan(40);
    await page.getByTestId('find-runs').fill('WIDE usual');
    await expect(rows).toHaveCount(1);
    await page.getByTestId('find-runs').fill('narrow');
    await expect(rows).toHaveCount(0);
    await page.getByTestId('find-runs').fill('');

    await page.getByTestId('run-menu').first().click();
    await page.getByTestId('archive-run').click();
    await expect(rows).toHaveCount(0);
    const other = await studio.reopen();
    await goTo(other, 'runs');
    await other.getByTestId('show-archived').click();
    await expect(other.getByTestId('run-row')).toContainText(['wide']);
  },
);
