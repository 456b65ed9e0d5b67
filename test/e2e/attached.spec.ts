import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { childrenOf } from '../children-of';
import { Terminal } from '../terminal';
import { expect, fillForm, inApplication, launchElectron, test } from './studio';
import { removeFolders } from './remove-folders';

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];
const CANCELS = 'cancel';

/** A window on a library that a terminal has open, with a run that stands still after its first epoch until it may go on. */
async function besideATerminal(
  epochs: number,
  use: (parts: {
    terminal: Terminal;
    training: ReturnType<Terminal['start']>;
    app: ElectronApplication;
    page: Page;
    goOn: () => void;
  }) => Promise<void>,
): Promise<void> {
  const terminal = await Terminal.open();
  const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
  const training = terminal.start(['train', 'mlp', '--set', `epochs=${epochs}`]);
  let engines: number[] = [];
  const tellEngines = (signal: NodeJS.Signals) => engines.forEach((pid) => process.kill(pid, signal));
  const goOn = () => {
    tellEngines('SIGCONT');
    engines = [];
  };
  try {
    await training.line(({ event }) => event === 'epoch');
    engines = childrenOf(training.process.pid!);
    tellEngines('SIGSTOP');
    // Were the window to ask before it quits, this answer would keep it.
    const app = await launchElectron(terminal.library, userData, CANCELS);
    // Asked for now: an application that has ended knows it no longer.
    const electron = app.process();
    const page = await app.firstWindow();
    await page.setViewportSize({ width: 1440, height: 900 });
    try {
      await use({ terminal, training, app, page, goOn });
    } finally {
      // With SIGKILL: whatever the test did, nobody is asked, and nothing waits.
      electron.kill('SIGKILL');
    }
  } finally {
    goOn();
    training.process.kill('SIGKILL');
    await training.ended;
    await removeFolders(userData);
    await terminal.close();
  }
}

const attached = (page: Page) => page.getByTestId('status-attached');
const epochRow = (page: Page, epoch: number) => page.getByTestId(`epoch-row-${epoch}`);

test.describe('a window on a library that a terminal has open', inApplication, () => {
  test.beforeEach(() => {
    test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
  });

  test('shows its run live, says whose it is, and goes on by itself when the terminal is done', async () => {
    await besideATerminal(4, async ({ training, page, goOn }) => {
      await expect(attached(page)).toContainText(`another Trainyard (process ${training.process.pid})`);
      await page.getByTestId('status-run').click();
      await expect(epochRow(page, 1)).toBeVisible();
      await expect(page.getByTestId('run-state')).toContainText('Running');
      goOn();
      await expect(epochRow(page, 3)).toBeVisible();

      const { code, stderr } = await training.ended;
      expect(code, stderr).toBe(0);
      await expect(page.getByTestId('run-state')).toContainText('Completed');
      await expect(attached(page)).toHaveCount(0);
      await expect(page.getByTestId('connection-notice')).toHaveCount(0);

      await test.step('the library is its own now', async () => {
        await fillForm(page, 'mlp', { epochs: 1 });
        await expect(page.getByTestId('train-button')).toHaveAttribute('aria-disabled', 'false');
        await page.getByTestId('train-button').click();
        await expect(page.getByTestId('run-state')).toContainText('Completed', { timeout: 120_000 });
      });
    });
  });

  test('is closed without a question, and the terminal trains on', async () => {
    await besideATerminal(200, async ({ terminal, training, app, page, goOn }) => {
      await expect(page.getByTestId('status-run')).toBeVisible();
      const ended = new Promise((done) => app.process().once('exit', done));
      await app.evaluate(({ app: electronApp }) => electronApp.quit());
      await ended;
      const { lines } = await terminal.run(['runs']);
      expect(lines).toMatchObject([{ state: 'running' }]);
      goOn();
      training.process.kill('SIGINT');
      expect((await training.ended).code).toBe(1);
    });
  });

  test('says that the library is gone, makes none in its place, and opens it when it is back', async () => {
    await besideATerminal(200, async ({ terminal, training, app, page }) => {
      await expect(page.getByTestId('status-run')).toBeVisible();
      await app.evaluate(({ dialog }) => {
        const told: string[] = [];
        Object.assign(globalThis, { told });
        dialog.showMessageBox = (...asked: unknown[]) => {
          const { message, detail } = asked.at(-1) as { message: string; detail: string };
          told.push(`${message} ${detail}`);
          return Promise.resolve({ response: 1, checkboxChecked: false });
        };
      });
      const told = () => app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
      const away = `${terminal.library}-away`;
      await rename(terminal.library, away);
      training.process.kill('SIGKILL');
      await expect.poll(told, { timeout: 60_000 }).toHaveLength(1);
      expect((await told())[0]).toContain(terminal.library);
      await expect(page.getByTestId('connection-notice')).toBeVisible();
      expect(existsSync(terminal.library)).toBe(false);

      await rename(away, terminal.library);
      await expect(page.getByTestId('connection-notice')).toHaveCount(0);
      await expect(attached(page)).toHaveCount(0);
      await page.getByTestId('nav-runs').click();
      await expect(page.getByTestId('run-row')).toContainText('Interrupted');
      expect(await told()).toHaveLength(1);
    });
  });
});
