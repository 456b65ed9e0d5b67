import { expectNothingFound } from './nothing-found';
import { expect, goTo, ofThePage, test } from './studio';

test.use({ trained: 2 });

test(
  'runs are selected, archived, had back with one undo, filtered by their address, and grouped',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await goTo(page, 'runs');
    const rows = page.getByTestId('run-row');
    await expect(rows).toHaveCount(2);

    // By keyboard: from the first row to the second, both selected.
    await rows.first().focus();
    await page.keyboard.press('Space');
    await page.getByTestId('move-selected').click();
    await page.getByTestId('bulk-experiment').fill('Widths');
    await page.getByTestId('bulk-experiment-save').click();
    await expect(page.getByTestId('bulk-experiment')).toHaveCount(0);
    await rows.first().focus();
    await page.keyboard.press('Shift+ArrowDown');
    const bar = page.getByTestId('selection-bar');
    await expect(bar).toContainText('2 selected');
    await expectNothingFound(page, 'two runs selected');
    await page.getByTestId('archive-selected').click();
    await expect(rows).toHaveCount(0);
    await expect(bar).toHaveCount(0);
    await page.getByTestId('undo-discard').click();
    await expect(rows).toHaveCount(2);
    await expect(page.getByTestId('undo-notice')).toHaveCount(0);

    await page.getByTestId('filter-runs').click();
    await page.getByTestId('filter-experiments-Widths').click();
    await page.keyboard.press('Escape');
    await page.getByTestId('group-runs').click();
    await expect(page).toHaveURL(/experiment=Widths.*group=experiment/);
    const other = await studio.reopen();
    await expect(other.getByTestId('filter-chip')).toContainText('Widths');
    await expect(other.getByTestId('run-row')).toHaveCount(1);
    await expectNothingFound(other, 'grouped and filtered');
    const group = other.getByTestId('group-row');
    await group.focus();
    await other.keyboard.press('Enter');
    await expect(other.getByTestId('run-row')).toHaveCount(0);
    await expect(group).toContainText('Widths');
    await other.keyboard.press('ArrowRight');
    await other.keyboard.press('ArrowDown');
    await other.keyboard.press('Enter');
    await expect(other.getByTestId('run-name')).toBeVisible();
  },
);
