import { expect, fillForm, goTo, inBrowser, test, whileTheyStandStill } from './studio';

/** What a page says of a connection that broke is no fault of it. */
test.use({ tolerated: /WebSocket|ERR_CONNECTION|401/ });

test(
  'the host is killed: the page says that it does not know, and what trained and waited goes on on a word',
  inBrowser,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'mlp', { epochs: 300 });
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('epoch-row-1')).toBeVisible();
    await whileTheyStandStill(studio, async () => {
      await goTo(page, 'new-run');
      await page.getByTestId('field-epochs').fill('1');
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('run-state')).toContainText('Queued');
    });
    await studio.killHost();
    await expect(page.getByTestId('connection-notice')).toContainText('Connection lost');
    await studio.startHost();
    await goTo(page, 'runs');
    const offer = page.getByTestId('queue-offer');
    await expect(offer).toContainText('digits-mlp trained and 1 run waited');
    // Nothing starts before somebody says so.
    await expect(page.getByTestId('run-row').filter({ hasText: 'Interrupted' })).toHaveCount(1);
    await expect(page.getByTestId('run-row').filter({ hasText: 'Queued' })).toHaveCount(1);
    await page.getByTestId('go-on').click();
    await expect(offer).toBeHidden();
    await page.getByTestId('run-row').last().click();
    await expect(page.getByTestId('run-state')).toContainText('Running');
    await page.getByTestId('stop-button').click();
    await goTo(page, 'runs');
    await expect(page.getByTestId('run-row').first()).toContainText('Completed');
  },
);
