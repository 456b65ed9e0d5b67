import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { Terminal } from '../terminal';
import { expectNothingFound, expectNothingFoundInEither } from './nothing-found';
import { DIGIT_STROKES } from './digit-strokes';
import { expect, goTo, inApplication, inBrowser, ofThePage, test } from './studio';
import { writeRents } from './written-data';

/** A white stroke from top to bottom, 56 × 56. */
const ONE_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAADgAAAA4CAYAAACohjseAAAACXBIWXMAAAsTAAALEwEAmpwYAAAAWElEQVRo3u3aIQ4AIBADwT69Pz+CxaIgc8mac+ObJPN5gICAgICAgIAXtZ3z9g8QEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBDQCAEQEBAQEBDwgRajNE7jxVq7JQAAAABJRU5ErkJggg==';

async function draw(page: Page, digit: string): Promise<void> {
  const paper = await page.getByTestId('drawing-pad').boundingBox();
  if (!paper) throw new Error('there is no paper');
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

const THE_FIRST_MINUTES =
  'the first minutes: a button trains the digits, and the model knows what is drawn with the mouse';
test(THE_FIRST_MINUTES, ofThePage, async ({ studio, shell }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await page.getByTestId('train-digits').click();
  await expect(page.getByTestId('run-state')).toContainText('Completed', { timeout: 120_000 });
  const tested = page.getByTestId('run-test');
  await expect(tested).toContainText('accuracy');
  const accuracy = Number.parseFloat(/([\d.]+)%/.exec((await tested.textContent()) ?? '')?.[1] ?? '');
  expect(accuracy).toBeGreaterThan(97);

  await page.getByTestId('try-result').click();
  const answer = page.getByTestId('answer-class');
  for (const digit of Object.keys(DIGIT_STROKES)) {
    await draw(page, digit);
    await expect(answer, `a drawn ${digit}`).toHaveText(digit);
    await page.getByTestId('clear-drawing').click();
    await expect(answer).toHaveCount(0);
  }

  await test.step('a test picture is said to be what it is, or another, but it is shown', async () => {
    await page.getByTestId('take-test-picture').click();
    await expect(page.getByTestId('truth')).toContainText(/really \d/);
    await expect(answer).toHaveText(/^\d$/);
    await expectNothingFound(page, 'try');
  });

  await test.step('a picture of one’s own is prepared as the data was, and what is none is named', async () => {
    // The Electron of these tests is too old for the library that reads pictures.
    if (shell === 'electron') return;
    await page
      .getByTestId('picture-file')
      .setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('just words') });
    await expect(page.getByTestId('picture-problem')).toContainText(
      'notes.png cannot be read, as it is not a picture.',
    );
    await drop(page, 'one.png', ONE_PNG);
    await expect(page.getByTestId('own-picture')).toContainText('one.png');
    await expect(page.getByTestId('picture-problem')).toHaveCount(0);
    await page.getByTestId('centre').click();
    await expect(answer).toHaveText('1');
  });

  await test.step('what it looked at is shown when it is asked for', async () => {
    await page.getByTestId('try-looks').click();
    await expect(page.getByTestId('heat-map')).toBeVisible();
    await expectNothingFoundInEither(page, 'try, with what it looked at');
  });
});

test.describe('in the application', () => {
  test.use({ trained: 1 });

  test('a drawing and a test picture are answered', inApplication, async ({ studio }) => {
    const { page } = studio;
    const answer = page.getByTestId('answer-class');
    await goTo(page, 'try');
    await draw(page, '1');
    await expect(answer).toHaveText('1');
    await page.getByTestId('take-test-picture').click();
    await expect(page.getByTestId('truth')).toContainText(/really \d/);
    await page.getByTestId('try-looks').click();
    await expect(page.getByTestId('heat-map')).toBeVisible();
  });
});

/** Drops a file on the paper, as a file manager does. */
async function drop(page: Page, name: string, base64: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, bytes]) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(bytes!), (sign) => sign.charCodeAt(0));
      transfer.items.add(new File([content], file!, { type: 'image/png' }));
      return transfer;
    },
    [name, base64],
  );
  await page.getByTestId('drawing-pad').dispatchEvent('drop', { dataTransfer: data });
}

test('a row is typed, pasted and taken, and two checkpoints answer it', ofThePage, async ({ studio }) => {
  const { page, library } = studio;
  const terminal = await Terminal.open(library);
  const table = join(library, 'rents.csv');
  await writeRents(table, 200);
  await terminal.run(['data', 'import', table, '--name', 'Rents']);
  const train = ['train', 'table-regressor', '--data', 'rents', '--set', 'epochs=3', '--set', 'name=Rents'];
  expect((await terminal.run(train)).code).toBe(0);

  await goTo(page, 'try');
  const value = page.getByTestId('answer-value').first();
  await expect(page.getByTestId('truth')).toContainText('It is really');
  await expect(value).toHaveText(/^[\d,.]+$/);
  await expect(page.getByTestId('typical-error').first()).toContainText('±');
  await page.getByTestId('paste-row').fill('75\t30\told town');
  await expect(page.getByTestId('cell-size')).toHaveValue('75');
  await expect(page.getByTestId('cell-quarter')).toHaveValue('old town');
  await expect(page.getByTestId('truth')).toHaveCount(0);
  const before = await value.textContent();
  await page.getByTestId('cell-size').fill('120');
  await expect(value).not.toHaveText(before ?? '');
  await page.getByTestId('cell-size').fill('large');
  await expect(value).toHaveText('–');
  await page.getByTestId('cell-size').fill('120');
  await page.getByTestId('try-beside').selectOption({ index: 1 });
  await expect(page.getByTestId('answer-value')).toHaveText([/^[\d,.]+$/, /^[\d,.]+$/]);
  await page.getByTestId('try-looks').click();
  await expect(page.getByTestId('movers').first()).toContainText('size');
  await expectNothingFoundInEither(page, 'try, a row');
});

test(
  'what a model says all over the plane is shown, and a place of it is asked about',
  ofThePage,
  async ({ studio }) => {
    const { page, library } = studio;
    const terminal = await Terminal.open(library);
    await terminal.run(['data', 'fetch', 'two-moons']);
    const train = ['train', 'table-classifier', '--data', 'two-moons', '--set', 'epochs=5'];
    expect((await terminal.run(train)).code).toBe(0);

    await goTo(page, 'try');
    await expect(page.getByTestId('field-plot')).toHaveAttribute('data-checkpoint', /^\d/);
    const answer = page.getByTestId('answer-class');
    const area = await page.getByTestId('field-area').boundingBox();
    if (!area) throw new Error('there is no plane');
    const at = (across: number, down: number) =>
      page.mouse.click(area.x + across * area.width, area.y + down * area.height);
    await at(0.3, 0.2);
    await expect(answer).toHaveText('outer');
    await at(0.75, 0.85);
    await expect(answer).toHaveText('inner');
    await expectNothingFoundInEither(page, 'try, a plane');

    await goTo(page, 'runs');
    await page.getByTestId('run-row').first().click();
    await page.getByRole('tab', { name: 'What it learned' }).click();
    await expect(page.getByTestId('run-field').getByTestId('field-plot')).toHaveAttribute(
      'data-checkpoint',
      /^\d/,
    );
    await expectNothingFound(page, 'a run, what it learned');
  },
);

test('before there is anything to try, that is said', ofThePage, async ({ studio }) => {
  const { page } = studio;
  await goTo(page, 'try');
  await expect(page.getByTestId('try-none')).toContainText('Nothing to try yet');
  await expectNothingFound(page, 'try, empty');
});

for (const camera of ['allowed', 'denied'] as const) {
  test.describe(`a camera that is ${camera}`, () => {
    test.use({ camera, trained: 1 });
    test(
      'shows the model what it sees, until its picture is kept; or says why not',
      // Electron has no made-up person who forbids it: there the program decides.
      camera === 'denied' ? inBrowser : {},
      async ({ studio }) => {
        const { app, page } = studio;
        await goTo(page, 'try');
        await page.getByTestId('camera').click();
        if (camera === 'denied') {
          await expect(page.getByTestId('picture-problem')).toContainText('The camera may not be used');
          await expect(page.getByTestId('camera-film')).toHaveCount(0);
          return;
        }
        const pixels = () =>
          page.getByTestId('seen').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
        await expect(page.getByTestId('camera-film')).toBeVisible();
        // Electron for tests is an old one, in which the library that reads pictures cannot be loaded.
        if (app) return;
        await expect(page.getByTestId('answer-class')).toHaveText(/^\d$/);
        const before = await pixels();
        // Chromium's made-up camera has a clock in its picture.
        await expect.poll(pixels).not.toBe(before);
        await expectNothingFound(page, 'try, with the camera on');
        await page.getByTestId('camera-keep').click();
        await expect(page.getByTestId('camera-film')).toHaveCount(0);
        await expect(page.getByTestId('own-picture')).toContainText('The camera’s picture');
        await expect(page.getByTestId('answer-class')).toHaveText(/^\d$/);
      },
    );
  });
}
