import type { Page } from '@playwright/test';
import { expect, fillForm, goTo, inBrowser, openNewestRun, test, whileTheyStandStill } from './studio';

/** What a page says of a line that was cut is no fault of it. */
test.use({ tolerated: /WebSocket/, trained: 1 });

/** Has every line from the page to the studio go through here, where it can be cut. */
async function cuttable(page: Page) {
  let isDown = false;
  let cut: (() => Promise<void>)[] = [];
  await page.routeWebSocket(/./, async (line) => {
    if (isDown) return line.close({ code: 1011 });
    line.connectToServer();
    cut.push(() => line.close({ code: 1011 }));
  });
  return {
    cut: async () => {
      isDown = true;
      await Promise.all(cut.map((one) => one()));
      cut = [];
    },
    mend: () => {
      isDown = false;
    },
  };
}

const epochRow = (page: Page, epoch: number) => page.getByTestId(`epoch-row-${epoch}`);
const state = (page: Page) => page.getByTestId('run-state');

async function train(page: Page): Promise<void> {
  await fillForm(page, 'mlp', { epochs: 300 });
  await page.getByTestId('train-button').click();
  await expect(epochRow(page, 1)).toBeVisible();
}

test(
  'a line that breaks: what is shown is said to be old, and is the truth again when it is back',
  inBrowser,
  async ({ studio }) => {
    const { page } = studio;
    const line = await cuttable(page);
    await page.reload();
    await train(page);
    await line.cut();
    await expect(page.getByTestId('connection-notice')).toContainText('Connection lost');
    await expect(state(page)).toHaveText('Was running');
    await expect(page.getByTestId('time-left')).toContainText('not known');
    // Asked for while nobody can be reached, it says so and changes nothing.
    await page.getByTestId('stop-button').click();
    await expect(page.getByText('The studio cannot be reached just now.')).toBeVisible();

    await test.step('meanwhile somebody else stops it', async () => {
      const other = await studio.reopen();
      await other.getByTestId('stop-button').click();
      await expect(state(other)).toContainText('Stopped');
      await other.close();
    });
    await expect(state(page)).toHaveText('Was running');
    line.mend();
    await expect(page.getByTestId('connection-notice')).toHaveCount(0);
    await expect(state(page)).toContainText('Stopped');
  },
);

test(
  'a run that is discarded in another window is said to be in the bin, and comes back',
  inBrowser,
  async ({ studio }) => {
    const { page } = studio;
    await openNewestRun(page);
    const other = await studio.reopen();
    await other.getByTestId('run-menu').click();
    await other.getByTestId('discard-run').click();
    await other.getByTestId('discard-confirm').click();
    await expect(page.getByTestId('run-gone')).toContainText('digits-mlp was discarded');
    await goTo(other, 'settings');
    await expect(other.getByTestId('bin-row')).toContainText('digits-mlp');
    await page.getByTestId('bring-back').click();
    await expect(state(page)).toContainText('Completed');
    await goTo(other, 'runs');
    await expect(other.getByTestId('run-row')).toContainText('digits-mlp');
  },
);

test('ten windows watch one run: what one of them does, all of them show', inBrowser, async ({ studio }) => {
  // Ten pages are drawn by the processors that train.
  test.slow();
  const { page } = studio;
  await train(page);
  const windows = [page];
  await whileTheyStandStill(studio, async () => {
    while (windows.length < 10) windows.push(await studio.reopen());
  });
  const all = (holds: (window: Page) => Promise<void>) => Promise.all(windows.map(holds));
  await all((window) => expect(epochRow(window, 2)).toBeVisible());
  const last = windows.at(-1)!;
  await last.getByTestId('pause-button').click();
  await all((window) => expect(state(window)).toContainText('Paused'));
  // The same to the last row: nobody missed an epoch, or saw one that the run is not at.
  const newest = await Promise.all(
    windows.map((window) =>
      window
        .getByTestId(/^epoch-row-/)
        .first()
        .innerText(),
    ),
  );
  expect(new Set(newest).size).toBe(1);
  await windows[4]!.getByTestId('resume-button').click();
  await all((window) => expect(state(window)).toContainText('Running'));
  await page.getByTestId('stop-button').click();
  await all((window) => expect(state(window)).toContainText('Stopped'));
});
