import { expect, fillForm, goTo, inApplication, ofThePage, test, whileTheyStandStill } from './studio';

test('pause, change, resume, discard, undo; and the queue by keyboard', ofThePage, async ({ studio }) => {
  const { page } = studio;
  const state = page.getByTestId('run-state');
  await fillForm(page, 'mlp', { epochs: 300 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('epoch-row-1')).toBeVisible();
  const rows = page.getByTestId('queue-row');
  await whileTheyStandStill(studio, async () => {
    for (const epochs of [2, 3]) {
      await goTo(page, 'new-run');
      await page.getByTestId('field-epochs').fill(String(epochs));
      await page.getByTestId('train-button').click();
      await expect(state).toContainText('Queued');
    }
    await goTo(page, 'runs');
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(2)).toContainText('digits-mlp-3');
    await page.getByTestId('hold-queue').click();
    await expect(page.getByTestId('release-queue')).toBeVisible();
    await rows.nth(2).getByTestId('grip').press('ArrowUp');
    await expect(rows.nth(1)).toContainText('digits-mlp-3');
  });

  await rows.first().getByRole('link').first().click();
  await page.getByTestId('run-menu').click();
  await page.getByTestId('change-run').click();
  await page.getByTestId('change-rate').fill('0.0001');
  await page.getByTestId('change-confirm').click();
  await expect(page.getByTestId('run-events').first()).toContainText('learning rate 0.0001 instead of');
  await page.getByTestId('pause-button').click();
  await expect(state).toContainText('Paused');
  await page.getByTestId('resume-button').click();
  await expect(state).toContainText('Queued');

  // Before those that waited all the time.
  await goTo(page, 'runs');
  // By its whole name, which is the beginning of the others' names.
  const first = rows.first().getByRole('link').first();
  await expect(first).toHaveText('digits-mlp');
  await page.getByTestId('release-queue').click();
  await expect(rows.first()).toContainText('epoch');
  await expect(first).toHaveText('digits-mlp');
  await rows.first().getByRole('link').first().click();
  await expect(state).toContainText('Running');
  await page.getByTestId('run-menu').click();
  await page.getByTestId('discard-run').click();
  await page.getByTestId('discard-confirm').click();
  await page.getByTestId('undo-discard').click();
  await expect(page.getByTestId('run-name')).toContainText('digits-mlp');
  await expect(state).toContainText('Stopped');
});

test('a run is dragged to another place in the queue, and stays there', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await fillForm(page, 'mlp', { epochs: 300 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('epoch-row-1')).toBeVisible();
  await whileTheyStandStill(studio, async () => {
    for (const epochs of [2, 3, 4]) {
      await goTo(page, 'new-run');
      await page.getByTestId('field-epochs').fill(String(epochs));
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('run-state')).toContainText('Queued');
    }
    await goTo(page, 'runs');
    const rows = page.getByTestId('queue-row');
    await expect(rows).toHaveCount(4);
    await expect(rows.nth(3)).toContainText('digits-mlp-4');
    const [from, to] = [await rows.nth(3).boundingBox(), await rows.nth(1).boundingBox()];
    // By the mouse, as a hand does it: the row follows only after some way.
    await page.mouse.move(from!.x + 400, from!.y + from!.height / 2);
    await page.mouse.down();
    await page.mouse.move(to!.x + 400, from!.y - 8, { steps: 5 });
    await page.mouse.move(to!.x + 400, to!.y + to!.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect(rows.nth(1)).toContainText('digits-mlp-4');
    await expect(rows.nth(3)).toContainText('digits-mlp-3');
    const other = await studio.reopen();
    await expect(other.getByTestId('queue-row').nth(1)).toContainText('digits-mlp-4');
  });
});

test('a closed window leaves what trains to go on in the background', inApplication, async ({ studio }) => {
  const { page, app } = studio;
  await fillForm(page, 'mlp', { epochs: 300 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('epoch-row-1')).toBeVisible();
  const closed = page.waitForEvent('close');
  await app!.evaluate(({ BrowserWindow }) => {
    process.env['TRAINYARD_QUIT'] = 'background';
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await closed;
  const engines = await studio.engines();
  const opening = app!.waitForEvent('window');
  await app!.evaluate(({ app: electronApp }) => {
    process.env['TRAINYARD_QUIT'] = 'save';
    electronApp.emit('activate');
  });
  const again = await opening;
  expect(engines.length).toBeGreaterThan(0);
  await again.getByTestId('status-run').click();
  await expect(again.getByTestId('run-state')).toContainText('Running');
  await expect(again.getByTestId('epoch-row-1')).toBeVisible();
});
