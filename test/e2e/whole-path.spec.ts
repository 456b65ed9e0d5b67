import type { Page } from '@playwright/test';
import { expect, fillForm, goTo, importFolder, ofThePage, test } from './studio';

const state = (page: Page) => page.getByTestId('run-state');
const epochRow = (page: Page, epoch: number) => page.getByTestId(`epoch-row-${epoch}`);
/** What a canvas shows, to see that it changes. */
const pixels = (page: Page) => page.getByTestId('loss-chart').locator('canvas').first().screenshot();

test('configure, train, watch, checkpoint, reload, continue, evaluate', async ({ studio }) => {
  const { page } = studio;
  await fillForm(page, 'mlp', { epochs: 4, 'checkpoint.everySteps': 200 });
  await expect(page.getByTestId('summary-parameters')).toContainText('203,530');
  await page.getByTestId('train-button').click();

  await expect(epochRow(page, 1)).toBeVisible();
  const early = await pixels(page);

  await test.step('a reload, or another window, shows all that happened and disturbs nothing', async () => {
    const other = await studio.reopen();
    await expect(epochRow(other, 1)).toBeVisible();
    await expect(epochRow(other, 3)).toBeVisible();
    expect((await pixels(other)).equals(early)).toBe(false);
  });
  await expect(state(page)).toContainText('Completed');
  await expect(epochRow(page, 4)).toBeVisible();

  await test.step('every checkpoint stands in the browser, and can be evaluated', async () => {
    await goTo(page, 'checkpoints');
    const rows = page.getByTestId('checkpoint-row');
    await expect(rows.filter({ hasText: 'end of epoch' })).toHaveCount(4);
    await rows.first().click();
    await page.getByTestId('action-evaluate').click();
    await expect(page.getByTestId('evaluation-accuracy').first()).toContainText(/9\d\.\d\d%/);
  });

  await test.step('continue training from one', async () => {
    await page.getByTestId('action-continue').first().click();
    await expect(page.getByTestId('run-name')).toContainText('digits-mlp-2');
    await expect(epochRow(page, 5)).toBeVisible();
    await expect(state(page)).toContainText('Completed');
    await expect(epochRow(page, 8)).toBeVisible();
    await expect(epochRow(page, 4)).toHaveCount(0);
  });

  await test.step('start a new run from one', async () => {
    await goTo(page, 'checkpoints');
    await page.getByTestId('checkpoint-row').first().click();
    await page.getByTestId('action-branch').first().click();
    await page.getByTestId('field-epochs').fill('1');
    await page.getByTestId('train-button').click();
    await expect(state(page)).toContainText('Completed');
    // It began with what its parent had learnt.
    await expect(epochRow(page, 1)).toContainText(/9[6-9]\.\d\d%/);
  });
});

test.describe('in an empty library', () => {
  test.use({ digits: 'undrawn' });

  test('the first page trains the digits with one button', async ({ studio }) => {
    const { page } = studio;
    await page.getByTestId('train-digits').click();
    await expect(epochRow(page, 1)).toBeVisible();
    await page.getByTestId('stop-button').click();
    await expect(state(page)).toContainText(/Stopped|Completed/);
  });
});

test('on WebAssembly too, with compiling shown as a state of its own', async ({ studio }) => {
  const { page } = studio;
  await fillForm(page, 'mlp', { epochs: 1 }, 'wasm');
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('run-phase')).toContainText(/compiling|training/);
  await expect(page.getByTestId('run-step')).toContainText(/step [1-9]/);
  await expect(page.getByTestId('run-facts')).toContainText('WebAssembly');
  await page.getByTestId('stop-button').click();
  await expect(state(page)).toContainText('Stopped');
  await page.getByTestId('resume-button').click();
  await expect(state(page)).toContainText('Completed', { timeout: 60_000 });
});

test('an engine that is killed is reported, and the run goes on from its last checkpoint', async ({
  studio,
}) => {
  const { page } = studio;
  await fillForm(page, 'cnn', { epochs: 1, 'checkpoint.everySteps': 20 });
  await page.getByTestId('train-button').click();
  await expect(page.getByTestId('track-checkpoint').first()).toBeVisible({ timeout: 60_000 });
  for (const pid of await studio.engines()) process.kill(pid, 'SIGKILL');
  await expect(state(page)).toContainText('Interrupted');
  await expect(page.getByTestId('run-reason')).toContainText(/engine stopped/i);
  await page.getByTestId('resume-button').click();
  await expect(page.getByTestId('run-step')).toContainText(/step [2-9]\d/);
  await page.getByTestId('stop-button').click();
  await expect(state(page)).toContainText('Stopped');
});

test('the form explains what is wrong, at its field and in the summary', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await fillForm(page, 'cnn', { batchSize: 0 });
  const problem = (text: string | RegExp) => page.getByTestId('problem').filter({ hasText: text });
  await expect(problem(/at least 1/).first()).toBeVisible();
  await expect(page.getByTestId('train-button')).toHaveAttribute('aria-disabled', 'true');
  await page.getByTestId('field-batchSize').fill('64');
  await page.getByTestId('field-optimizer.learningRate').fill('NaN');
  await expect(problem(/learning rate|optimizer\.learningRate/i).first()).toBeVisible();
  await page.getByTestId('field-optimizer.learningRate').fill('0.0003');
  await expect(page.getByTestId('problem')).toHaveCount(0);

  await page.getByRole('radio', { name: 'Text' }).click();
  const text = page.getByTestId('spec-text');
  const spec = JSON.parse(await text.inputValue()) as { model: { layers: Record<string, unknown>[] } };
  spec.model.layers[5]!['inputs'] = 1600;
  await text.fill(JSON.stringify(spec, null, 2));
  await expect(problem(/expects 1,600 values, but 3,136 arrive/).first()).toBeVisible();
  await page.getByTestId('mend').filter({ hasText: 'Expect 3,136' }).first().click();
  await expect(page.getByTestId('problem')).toHaveCount(0);

  await test.step('text that is not JSON is kept, and nothing can be trained from it', async () => {
    const whole = await text.inputValue();
    const broken = whole.slice(0, -2);
    await text.fill(broken);
    await expect(problem(/not JSON yet/)).toHaveCount(1);
    const train = page.getByTestId('train-button');
    await expect(train).toHaveAttribute('aria-disabled', 'true');
    await text.press('ControlOrMeta+Enter');
    await page.getByTestId('view-form').click();
    await expect(train).toHaveAttribute('aria-disabled', 'true');
    await page.getByTestId('view-text').click();
    await expect(text).toHaveValue(broken);
    await text.fill(whole);
    await expect(page.getByTestId('problem')).toHaveCount(0);
    await expect(train).toHaveAttribute('aria-disabled', 'false');
  });

  await test.step('starting over leaves nothing of it', async () => {
    await page.getByTestId('start-over').click();
    await expect(page.getByTestId('start-over')).toHaveCount(0);
    await expect(page.getByTestId('summary-parameters')).toContainText('203,530');
  });
});

const fashion = process.env['TRAINYARD_FASHION_MNIST'];

test(
  'Fashion-MNIST by clicks: import, CNN, an epoch, 82 % on the test images',
  ofThePage,
  async ({ studio }) => {
    test.skip(fashion === undefined, 'the real files are not on this machine (TRAINYARD_FASHION_MNIST)');
    test.setTimeout(900_000);
    const { page } = studio;
    await importFolder(studio, fashion ?? '');
    await expect(page.getByTestId('dataset-row').filter({ hasText: 'fashion-mnist' })).toContainText(
      '70,000',
    );
    await page.getByTestId('dataset-row').filter({ hasText: 'fashion-mnist' }).click();
    await page.getByTestId('train-on-dataset').click();
    await page.getByTestId('preset-cnn').click();
    await page.getByTestId('field-epochs').fill('1');
    await page.getByTestId('train-button').click();
    await expect(state(page)).toContainText('Completed', { timeout: 800_000 });
    await goTo(page, 'checkpoints');
    await page.getByTestId('checkpoint-row').first().click();
    await page.getByTestId('action-evaluate').click();
    const accuracy = page.getByTestId('evaluation-accuracy').first();
    await expect(accuracy).toContainText('%', { timeout: 120_000 });
    expect(Number.parseFloat((await accuracy.textContent()) ?? '')).toBeGreaterThanOrEqual(82);
  },
);

test('data that is wrong is refused in one sentence', async ({ studio }) => {
  const { page } = studio;
  await goTo(page, 'data');
  await page.getByTestId('bring-data').click();
  await studio.chooseFolder('/nowhere/at/all');
  await expect(page.getByTestId('import-refusal')).toContainText('/nowhere/at/all');
});
