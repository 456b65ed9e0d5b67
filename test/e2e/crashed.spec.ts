import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { addDrawnDigits } from '../drawn-digits';
import { expect, fillForm, goTo, inApplication, launchElectron, test } from './studio';
import { removeFolders } from './remove-folders';

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];
/** An engine loads TensorFlow before it trains; Crashpad writes a dump of each process first. */
const PATIENCE = { timeout: 60_000 };

/** How the reports begin that lie in a folder. */
async function reportsIn(crashes: string): Promise<string[]> {
  const names = (await readdir(crashes)).filter((name) => name.endsWith('.txt')).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(crashes, name), 'utf8')));
  return texts.map((text) => text.split(' in Trainyard')[0] ?? '');
}

const windowProcess = (app: ElectronApplication): Promise<number> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId());

const engineProcess = (app: ElectronApplication): Promise<number | undefined> =>
  app.evaluate(
    ({ app: electronApp }) =>
      electronApp
        .getAppMetrics()
        // The one that trains; another may be kept ready.
        .filter(({ serviceName, name }) => `${serviceName}${name}`.includes('Trainyard engine'))
        .toSorted((one, other) => other.memory.workingSetSize - one.memory.workingSetSize)[0]?.pid,
  );

test(
  'a signal ends an engine, the window and the program: each is reported, and the next start says so once',
  inApplication,
  async () => {
    test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
    test.skip(process.platform !== 'linux', 'Signals are sent as Linux has them.');
    const library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
    const userData = await mkdtemp(join(tmpdir(), 'trainyard-crashed-'));
    const crashes = join(userData, 'logs', 'crashes');
    await addDrawnDigits(library);
    let app = await launchElectron(library, userData);
    try {
      const program = app.process();
      const ended = new Promise((done) => program.once('exit', done));
      const page = await app.firstWindow();
      await fillForm(page, 'mlp', { epochs: 300 });
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('run-step')).toContainText(/step [1-9]/, PATIENCE);
      process.kill((await engineProcess(app))!, 'SIGSEGV');
      await expect(page.getByRole('main')).toContainText('it crashed (SIGSEGV)', PATIENCE);
      const before = await windowProcess(app);
      process.kill(before, 'SIGSEGV');
      await expect.poll(() => windowProcess(app), PATIENCE).not.toBe(before);
      await expect.poll(() => reportsIn(crashes)).toHaveLength(2);
      program.kill('SIGSEGV');
      await ended;

      // Before the program: it asks as soon as its window is there.
      const [answers, asked] = [join(userData, 'answers.cjs'), join(userData, 'asked')];
      await writeFile(
        answers,
        `const { app, dialog, shell } = require('electron');
    const { appendFileSync } = require('node:fs');
    const tell = (what) => appendFileSync(${JSON.stringify(asked)}, what + '\\n');
    app.whenReady().then(() => {
      dialog.showMessageBox = async (window, { message }) => (tell(message), { response: 0 });
      shell.showItemInFolder = tell;
    });`,
      );
      const args = ['-r', answers, '--no-sandbox', `--user-data-dir=${userData}`, '.', '--library', library];
      app = await _electron.launch({ args });
      const again = await app.firstWindow();
      await again.getByTestId('nav-runs').waitFor();
      const said = () => readFile(asked, 'utf8').catch(() => '');
      await expect.poll(said).toMatch(/^Trainyard ended unexpectedly the last time\.\n\S+\.txt\n$/);
      const shown = (await said()).trim().split('\n').at(-1)!;
      expect(await readFile(shown, 'utf8')).toMatch(
        /^The program ended in native code \(SIGSEGV\) in Trainyard .*\n.*\nThe dump is \S+\.dmp\./,
      );
      await goTo(again, 'settings');
      await again.getByTestId('copy-diagnostics').click();
      const diagnostics = again.getByTestId('diagnostics');
      for (const what of ['The program ended in native code', 'The window ended', 'An engine ended'])
        await expect(diagnostics).toContainText(what);
    } finally {
      await app.close().catch(() => {});
      await removeFolders(library, userData);
    }
  },
);

test(
  'the window’s page ends twice at once: the person is asked, and it is loaded on a word',
  inApplication,
  async ({ studio }) => {
    test.skip(process.platform === 'win32', 'Signals are sent as Linux and macOS have them.');
    const { page } = studio;
    const app = studio.app!;
    await expect(page.getByTestId('nav-runs')).toBeVisible();
    await app.evaluate(({ dialog }) => {
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      dialog.showMessageBox = (...given: unknown[]) => {
        asked.push((given.at(-1) as { message: string }).message);
        return Promise.resolve({ response: 0, checkboxChecked: false });
      };
    });
    const asked = () => app.evaluate(() => Reflect.get(globalThis, 'asked') as string[]);
    const first = await windowProcess(app);
    process.kill(first, 'SIGKILL');
    await expect.poll(() => windowProcess(app), PATIENCE).not.toBe(first);
    const second = await windowProcess(app);
    process.kill(second, 'SIGKILL');
    await expect.poll(asked, PATIENCE).toEqual(['The window’s page ended twice within seconds.']);
    await expect.poll(() => windowProcess(app), PATIENCE).toBeGreaterThan(0);
    expect(await windowProcess(app)).not.toBe(second);
  },
);
