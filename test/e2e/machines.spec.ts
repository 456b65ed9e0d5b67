import { CutProxy } from '../cut-proxy';
import { addDrawnDigits } from '../drawn-digits';
import { ServingStudio } from '../serving-studio';
import { expectNothingFound } from './nothing-found';
import { expect, fillForm, goTo, ofThePage, test } from './studio';

test(
  'a run is trained on another machine, which may go away and come back',
  ofThePage,
  async ({ studio }) => {
    test.slow();
    const { page } = studio;
    const there = await ServingStudio.prepare();
    await addDrawnDigits(there.terminal.library);
    await there.serve();
    const proxy = await CutProxy.start(there.port);
    try {
      await goTo(page, 'settings');
      await page.getByTestId('add-machine').click();
      await page.getByTestId('machine-name').fill('gpu-box');
      await page.getByTestId('way-address').click();
      await page.getByTestId('machine-address').fill(proxy.address);
      await page.getByTestId('machine-token').fill('x'.repeat(43));
      await page.getByTestId('add-machine-confirm').click();
      await expect(page.getByTestId('machine-refusal')).toContainText('The token is not that of gpu-box');
      await expectNothingFound(page, 'adding a machine');
      await page.getByTestId('machine-token').fill(await there.token());
      await page.getByTestId('add-machine-confirm').click();
      await expect(page.getByTestId('machine-row')).toHaveAttribute('data-state', 'reachable');
      await expectNothingFound(page, 'machines in the settings');

      await fillForm(page, 'mlp', { epochs: 1, batchSize: 512 });
      await page.getByTestId('train-on-choice').selectOption('gpu-box');
      await expect(page.getByTestId('train-button')).not.toHaveAttribute('aria-disabled', 'true');
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('machine-tag').first()).toHaveText('on gpu-box');
      await expect(page.getByTestId('run-state')).toHaveText('Completed', { timeout: 120_000 });
      await expectNothingFound(page, 'a run on another machine');
      expect(await there.client.runs.list()).toHaveLength(1);

      proxy.goAway();
      await expect(page.getByTestId('machine-notice')).toContainText(
        /^\s*gpu-box is not reachable since \d\d:\d\d\. \S.*\S\. What you see/,
      );
      await goTo(page, 'runs');
      await expect(page.getByTestId('machine-tag').first()).toContainText('not reachable since');
      await expectNothingFound(page, 'runs of a machine that is away');
      proxy.mode = 'pass';
      await goTo(page, 'settings');
      await expect(page.getByTestId('machine-row')).toHaveAttribute('data-state', 'reachable');
    } finally {
      await proxy.stop();
      await there.close();
    }
  },
);
