import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { addDrawnDigits } from '../drawn-digits';
import { expect, fillForm, goTo, inApplication, launchElectron, test } from './studio';
import { removeFolders } from './remove-folders';

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];

/** An engine loads TensorFlow and compiles its step before it trains. */
const ENGINE = { timeout: 120_000 };

/** Ends the application while it trains, and resolves when it is gone. */
const WAYS: Record<
  string,
  { state: string; answer?: 'cancel'; end: (app: ElectronApplication) => Promise<void> }
> = {
  'quit with a checkpoint': {
    state: 'Paused',
    end: async (app) => {
      await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => {});
    },
  },
  'told to end by the system, which waits for no answer': {
    state: 'Paused',
    answer: 'cancel',
    end: async (app) => void app.process().kill('SIGTERM'),
  },
  killed: {
    state: 'Interrupted',
    end: async (app) => void app.process().kill('SIGKILL'),
  },
};

for (const [how, { state, answer, end }] of Object.entries(WAYS)) {
  test(
    `the application is ${how} while it trains: the next start offers to go on, and a click does`,
    inApplication,
    async () => {
      test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
      const library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
      const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
      await addDrawnDigits(library);
      const first = await launchElectron(library, userData, answer);
      // Asked for now: an application that has ended knows it no longer.
      const electron = first.process();
      const ended = new Promise((done) => electron.once('exit', done));
      let second: ElectronApplication | undefined;
      try {
        const page = await first.firstWindow();
        await fillForm(page, 'mlp', { epochs: 300 });
        await page.getByTestId('train-button').click();
        await expect(page.getByTestId('run-step')).toContainText(/step [1-9]/, ENGINE);
        await end(first);
        await ended;

        second = await launchElectron(library, userData);
        const again = await second.firstWindow();
        await goTo(again, 'runs');
        const offer = again.getByTestId('queue-offer');
        await expect(offer).toContainText('When Trainyard was closed, digits-mlp trained.');
        await expect(again.getByTestId('run-row')).toContainText(state);
        await again.getByTestId('go-on').click();
        await expect(offer).toBeHidden();
        await again.getByTestId('run-row').click();
        await expect(again.getByTestId('run-state')).toContainText('Running', ENGINE);
      } finally {
        electron.kill('SIGKILL');
        await second?.close();
        await removeFolders(library, userData);
      }
    },
  );
}
