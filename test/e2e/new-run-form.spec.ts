import type { Locator, Page } from '@playwright/test';
import { expectNothingFoundInEither } from './nothing-found';
import { expect, fillForm, ofThePage, test } from './studio';

const field = (page: Page, path: string) => page.getByTestId(`field-${path}`);
const fold = (page: Page, title: string) =>
  page.locator('.training summary').filter({ hasText: new RegExp(`^\\s*${title}`) });
const layers = (page: Page): Locator => page.getByTestId(/^layer-\d+$/);
const problems = (page: Page) => page.getByTestId('problem');

async function add(page: Page, type: string): Promise<void> {
  await page.getByTestId('add-layer').click();
  await page.getByTestId(`add-${type}`).click();
}

async function specText(page: Page): Promise<Record<string, unknown>> {
  await page.getByTestId('view-text').click();
  const spec = JSON.parse(await page.getByTestId('spec-text').inputValue()) as Record<string, unknown>;
  await page.getByTestId('view-form').click();
  return spec;
}

test(
  'AdamW with a warm-up, batch norm and dropout: the form and its text say the same',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'cnn', {});
    await field(page, 'optimizer.name').selectOption('adamw');
    await expect(field(page, 'optimizer.learningRate')).toHaveValue('0.001');
    await expect(page.getByTestId('schedule-curve')).toHaveCount(0);
    await field(page, 'optimizer.schedule.name').selectOption('warmup-cosine');
    const curve = page.getByTestId('schedule-curve');
    await expect(curve).toBeVisible();
    await expect(curve).toContainText('From 0 to 0.001 at step 501, then to 0.');

    await expect(curve).toContainText('10 epochs');
    await fold(page, 'When to stop').click();
    await field(page, 'stop.steps').fill('844');
    await expect(curve).toContainText('1 epoch');
    await field(page, 'stop.steps').fill('0');

    await page.getByTestId('layer-0').locator('button').first().click();
    await add(page, 'batchNorm');
    await add(page, 'dropout');
    await expect(layers(page)).toHaveCount(9);
    await expect(page.getByTestId('summary-parameters')).toContainText('421,706');
    await expect(problems(page)).toHaveCount(0);

    await test.step('a wrong value is named at its field, though it is folded away', async () => {
      await fold(page, 'Averaged weights').click();
      await field(page, 'ema').fill('1');
      await expect(page.getByTestId('field-problem-ema')).toContainText(
        'Averaged weights must be below 1, not 1.',
      );
      await expect(problems(page)).toHaveCount(1);
      await expect(page.getByTestId('train-button')).toHaveAttribute('aria-disabled', 'true');
      await field(page, 'ema').fill('0.99');
      await expect(problems(page)).toHaveCount(0);
      await expect(field(page, 'ema')).toBeVisible();
    });

    await test.step('the text says what the form says, and the form what the text says', async () => {
      const spec = await specText(page);
      expect(spec).toMatchObject({
        optimizer: {
          name: 'adamw',
          learningRate: 0.001,
          weightDecay: 0.0001,
          schedule: { name: 'warmup-cosine', warmupSteps: 500 },
        },
        ema: 0.99,
      });
      const { layers: written } = spec['model'] as { layers: { type: string }[] };
      expect(written.map(({ type }) => type).slice(0, 3)).toEqual(['conv2d', 'batchNorm', 'dropout']);
      await page.getByTestId('view-text').click();
      await page.getByTestId('spec-text').fill(JSON.stringify({ ...spec, epochs: 1, ema: 0, loss: 'huber' }));
      await page.getByTestId('view-form').click();
      await expect(fold(page, 'Loss')).toContainText('Huber');
      // The warm-up of 500 steps fits into the 844 of one epoch.
      await expect(problems(page)).toHaveCount(0);
    });

    await test.step('a doubt about it is mended with one click', async () => {
      await field(page, 'optimizer.schedule.warmupSteps').fill('5000');
      const doubt = page.getByTestId('field-problem-optimizer.schedule.warmupSteps');
      await expect(doubt).toContainText('takes all of the 844 steps');
      await doubt.getByRole('button', { name: 'Use 84' }).click();
      await expect(field(page, 'optimizer.schedule.warmupSteps')).toHaveValue('84');
      await expect(problems(page)).toHaveCount(0);
    });
  },
);

test(
  'layers are put between others, dragged, moved and doubled, with the mouse and by keyboard',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'cnn', {});
    const names = layers(page).locator('b');
    const head = (index: number) => page.getByTestId(`layer-${index}`).locator('button').first();
    const before = ['Conv', 'Max pool', 'Conv', 'Max pool', 'Flatten', 'Dense', 'Dense'];
    await expect(names).toHaveText(before);

    await page.getByTestId('add-layer-1').click();
    await page.getByTestId('add-batchNorm').click();
    await expect(names).toHaveText(['Conv', 'Batch norm', ...before.slice(1)]);
    await expect(head(1)).toBeFocused();
    await page.keyboard.press('Delete');
    await expect(names).toHaveText(before);

    await test.step('a drag that is left with Escape opens nothing', async () => {
      const box = await head(0).boundingBox();
      if (!box) throw new Error('the layer cannot be seen');
      await page.mouse.move(box.x + 60, box.y + 15);
      await page.mouse.down();
      await page.mouse.move(box.x + 60, box.y + 60, { steps: 3 });
      await page.keyboard.press('Escape');
      await page.mouse.move(box.x + 60, box.y + 15, { steps: 3 });
      await page.mouse.up();
      await expect(names).toHaveText(before);
      await expect(head(0)).toHaveAttribute('aria-expanded', 'false');
    });

    const [from, to] = [await head(0).boundingBox(), await head(2).boundingBox()];
    if (!from || !to) throw new Error('the layers cannot be seen');
    await page.mouse.move(from.x + 60, from.y + 15);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + to.height + 8, { steps: 5 });
    await page.mouse.up();
    await expect(names).toHaveText(['Max pool', 'Conv', 'Conv', 'Max pool', 'Flatten', 'Dense', 'Dense']);
    await expect(head(2)).toHaveAttribute('aria-expanded', 'false');

    await head(5).press('Alt+Shift+ArrowDown');
    await expect(names).toHaveText([
      'Max pool',
      'Conv',
      'Conv',
      'Max pool',
      'Flatten',
      'Dense',
      'Dense',
      'Dense',
    ]);
    await expect(page.getByTestId('layer-6').locator('.set')).toHaveText('128, ReLU');
    await head(3).press('Alt+ArrowUp');
    await expect(names.nth(2)).toHaveText('Max pool');
    // A key that is held goes on.
    await page.keyboard.down('ControlOrMeta');
    for (let step = 0; step < 3; step++) await page.keyboard.down('z');
    await page.keyboard.up('z');
    await page.keyboard.up('ControlOrMeta');
    await expect(names).toHaveText(before);
  },
);

test(
  'how long an epoch takes is measured on its own batches, and holds for that work alone',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'mlp', { epochs: 3 });
    await page.getByTestId('measure-epoch').click();
    const measured = page.getByTestId('epoch-time-measured');
    await expect(measured).toContainText(/measured over [\d,]+ steps? at \d\d:\d\d, \d+ threads?/);
    await expect(page.getByTestId('epoch-time')).toContainText(/Time per epoch[\d.]+ m?s.*Whole run/s);
    await field(page, 'epochs').fill('4');
    await expect(measured).toBeVisible();
    await field(page, 'batchSize').fill('64');
    await expect(measured).toHaveCount(0);
    await page.getByTestId('undo').click();
    await expect(measured).toBeVisible();
  },
);

test(
  'changes of the learning rate come and go, and a plateau is said in words',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    await fillForm(page, 'mlp', {});
    await field(page, 'optimizer.schedule.name').selectOption('piecewise-constant');
    const step = (index: number) => field(page, `optimizer.schedule.boundaries.${index}.step`);
    await expect(step(0)).toHaveValue('2110');
    await page.getByTestId('add-boundary').click();
    await expect(step(2)).toBeFocused();
    await page.getByTestId('remove-boundary-0').click();
    await page.getByTestId('remove-boundary-0').click();
    await expect(page.getByTestId('remove-boundary-0')).toBeDisabled();
    await expect(problems(page)).toHaveCount(0);
    await field(page, 'optimizer.schedule.name').selectOption('reduce-on-plateau');
    await expect(page.getByTestId('schedule-curve')).toHaveCount(0);
    await expect(page.getByTestId('schedule-words')).toContainText('depends on the run');
  },
);

test(
  'the three presets, every fold open: no problems, and axe finds nothing',
  ofThePage,
  async ({ studio }) => {
    const { page } = studio;
    for (const [preset, parameters] of [
      ['mlp', '203,530'],
      ['cnn', '421,642'],
      ['resnet', '272,'],
    ] as const) {
      await fillForm(page, preset, {});
      await expect(page.getByTestId('summary-parameters')).toContainText(parameters);
      await expect(problems(page)).toHaveCount(0);
    }
    await page.getByTestId('layer-3').locator('button').first().click();
    await field(page, 'optimizer.clip.by').evaluate((node) => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      node.scrollIntoView();
    });
    await field(page, 'optimizer.clip.by').selectOption('global-norm');
    await expectNothingFoundInEither(page, 'three presets, all open');
  },
);
