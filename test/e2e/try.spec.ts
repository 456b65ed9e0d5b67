import type { Page } from '@playwright/test';
import { expectNothingFound } from './nothing-found';
import { DIGIT_STROKES } from './digit-strokes';
import { expect, goTo, test } from './studio';

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

test('the first minutes: a button trains the digits, and the model knows what is drawn with the mouse', async ({
  studio,
}) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await page.getByTestId('train-digits').click();
  await expect(page.getByTestId('run-state')).toContainText('Completed', { timeout: 120_000 });
  const tested = page.getByTestId('run-test');
  await expect(tested).toContainText('accuracy', { timeout: 30_000 });
  const accuracy = Number.parseFloat(/([\d.]+)%/.exec((await tested.textContent()) ?? '')?.[1] ?? '');
  expect(accuracy).toBeGreaterThan(97);

  await page.getByTestId('try-result').click();
  const answer = page.getByTestId('answer-class');
  for (const digit of Object.keys(DIGIT_STROKES)) {
    await draw(page, digit);
    await expect(answer, `a drawn ${digit}`).toHaveText(digit, { timeout: 20_000 });
    await page.getByTestId('clear-drawing').click();
    await expect(answer).toHaveCount(0);
  }

  await test.step('a test picture is said to be what it is, or another, but it is shown', async () => {
    await page.getByTestId('take-test-picture').click();
    await expect(page.getByTestId('truth')).toContainText(/really \d/);
    await expect(answer).toHaveText(/^\d$/);
    await expectNothingFound(page, 'try');
  });
});

test('before there is anything to try, that is said', async ({ studio, shell }) => {
  test.skip(shell === 'electron', 'the same page');
  const { page } = studio;
  await goTo(page, 'try');
  await expect(page.getByTestId('try-none')).toContainText('Nothing to try yet');
  await expectNothingFound(page, 'try, empty');
});
