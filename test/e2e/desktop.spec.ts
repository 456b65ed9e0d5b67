import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from '../../src-shared/spec/presets';
import { expect, fillForm, inApplication, launchElectron, test } from './studio';
import { removeFolders } from './remove-folders';

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];

/** What the program was started with once, by a person who opens a file or a link while it runs. */
function secondInstance(library: string, userData: string, ...opened: string[]): Promise<number | null> {
  const electron: unknown = createRequire(import.meta.url)('electron');
  const args = ['--no-sandbox', `--user-data-dir=${userData}`, '.', '--library', library, ...opened];
  const child = spawn(String(electron), args, { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}

test(
  'files and links that are opened while it runs are shown by the window that is there',
  inApplication,
  async () => {
    test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
    const library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
    const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
    const files = await mkdtemp(join(tmpdir(), 'trainyard-files-'));
    const app = await launchElectron(library, userData);
    try {
      const page = await app.firstWindow();
      await expect(page.getByTestId('nav-runs')).toBeVisible();
      const digits = { id: 'digits', name: 'Drawn digits', shape: [28, 28, 1], classes: [...'0123456789'] };
      const spec = { ...presets.cnn.spec({ ...digits, trainCount: 60_000 } as never), name: 'from a file' };
      const [good, bad] = [join(files, 'good.trainyard'), join(files, 'bad.trainyard')];
      await writeFile(good, JSON.stringify(spec));
      await writeFile(bad, '{ "model": ');

      expect(await secondInstance(library, userData, good)).toBe(0);
      await expect(page.getByTestId('field-name')).toHaveValue('from a file');
      await expect(page.getByTestId('said')).toContainText('good.trainyard is opened as a new run');

      expect(await secondInstance(library, userData, bad)).toBe(0);
      await expect(page.getByTestId('said')).toContainText('bad.trainyard cannot be read: it is not JSON');

      expect(await secondInstance(library, userData, 'trainyard://app/#/settings')).toBe(0);
      await expect(page.getByTestId('network-settings')).toBeVisible();

      await app.evaluate(({ Menu }) => {
        const item = Menu.getApplicationMenu()
          ?.items.flatMap(({ submenu }) => submenu?.items ?? [])
          .find(({ label }) => label === 'Search or Run a Command…');
        item?.click();
      });
      await expect(page.getByTestId('palette')).toBeVisible();
    } finally {
      await app.close();
      await removeFolders(library, userData, files);
    }
  },
);

test(
  'the system tells of a run that ends while nobody looks at it, and the taskbar shows how far it is',
  inApplication,
  async ({ studio }) => {
    const { app, page } = studio;
    await app!.evaluate(({ BrowserWindow, Notification }) => {
      const told: { title: string; body: string }[] = [];
      const shown: number[] = [];
      Object.assign(globalThis, { told, shown });
      // What is native of a notification cannot be replaced; each is listened to just before it is shown.
      Notification.prototype.on = function on(this: Electron.Notification, event: string) {
        if (event === 'click') told.push({ title: this.title, body: this.body });
        return this;
      };
      Notification.isSupported = () => true;
      const window = BrowserWindow.getAllWindows()[0]!;
      window.setProgressBar = (share) => void shown.push(share);
    });
    await fillForm(page, 'mlp', { epochs: 2 });
    await page.getByTestId('field-name').fill('told of');
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('run-state')).toBeVisible();
    await page.getByTestId('nav-settings').click();
    const told = () =>
      app!.evaluate(() => Reflect.get(globalThis, 'told') as { title: string; body: string }[]);
    await expect
      .poll(async () => (await told()).map(({ title }) => title), { timeout: 150_000 })
      .toEqual(['told of is done']);
    expect((await told())[0]?.body).toMatch(
      /Best at epoch [12]: validation loss 0\.\d{4}, accuracy \d\d\.\d\d%\./,
    );
    const shown = await app!.evaluate(() => Reflect.get(globalThis, 'shown') as number[]);
    expect(shown.some((share) => share > 0.02 && share < 1)).toBe(true);
    expect(shown.at(-1)).toBe(-1);
  },
);

test('a window is no larger than the one screen there is', inApplication, async () => {
  test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
  const library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
  const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
  const bounds = { x: 10, y: 0, width: 9000, height: 7000 };
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ window: { bounds, maximized: false } }));
  const app = await launchElectron(library, userData);
  try {
    await app.firstWindow();
    const [stands, area] = await app.evaluate(({ BrowserWindow, screen }) => [
      BrowserWindow.getAllWindows()[0]!.getBounds(),
      screen.getPrimaryDisplay().workArea,
    ]);
    expect(stands).toMatchObject({ x: area.x, y: area.y });
    expect(area.width - stands.width).toBeGreaterThanOrEqual(0);
    expect(area.height - stands.height).toBeGreaterThanOrEqual(0);
  } finally {
    await app.close();
    await removeFolders(library, userData);
  }
});

test('a program that cannot start says so in a box', inApplication, async () => {
  test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
  const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
  // Whatever it is that cannot be read.
  await mkdir(join(userData, 'settings.json'));
  const [boxes, shown] = [join(userData, 'boxes.cjs'), join(userData, 'shown')];
  await writeFile(
    boxes,
    `require('electron').dialog.showErrorBox = (...said) =>
      require('node:fs').writeFileSync(${JSON.stringify(shown)}, said.join(': '));`,
  );
  const electron: unknown = createRequire(import.meta.url)('electron');
  const args = ['-r', boxes, '--no-sandbox', `--user-data-dir=${userData}`, '.'];
  const child = spawn(String(electron), args, { stdio: 'ignore' });
  try {
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(1);
    expect(await readFile(shown, 'utf8')).toMatch(/^Trainyard cannot start: .*EISDIR.* More is written in /);
  } finally {
    await removeFolders(userData);
  }
});
