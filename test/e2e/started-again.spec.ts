import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { addDrawnDigits } from '../drawn-digits';
import { enginesOf, expect, fillForm, inApplication, launchElectron, test } from './studio';
import { removeFolders } from './remove-folders';

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];

/** The program, started once more by a person who does not mind that it runs. */
function startAgain(userData: string, ...args: string[]): Promise<number | null> {
  const electron: unknown = createRequire(import.meta.url)('electron');
  const all = ['--no-sandbox', `--user-data-dir=${userData}`, '.', ...args];
  const child = spawn(String(electron), all, { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}

test.describe('the program is started a second time', inApplication, () => {
  let [library, userData] = ['', ''];
  test.beforeEach(async () => {
    test.skip(noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
    library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
    userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
  });
  test.afterEach(() => removeFolders(library, userData));

  test('with a file, while it still asks about its library: the file is shown once it can be', async () => {
    const [gone, spec] = [join(library, 'gone'), join(userData, 'bad.trainyard')];
    await writeFile(spec, '{ "model": ');
    await writeFile(join(userData, 'settings.json'), JSON.stringify({ libraryFolder: gone }));
    const [answers, answered] = [join(userData, 'answers.cjs'), join(userData, 'answered')];
    await writeFile(
      answers,
      `const { app, dialog } = require('electron');
       const { existsSync } = require('node:fs');
       app.whenReady().then(() => {
         dialog.showMessageBox = () => new Promise((done) => {
           const looking = setInterval(() => {
             if (!existsSync(${JSON.stringify(answered)})) return;
             clearInterval(looking);
             done({ response: 0 });
           }, 50);
         });
       });`,
    );
    const args = ['-r', answers, '--no-sandbox', `--user-data-dir=${userData}`, '.'];
    const app = await _electron.launch({ args });
    try {
      await app.evaluate(({ app: electronApp }) => electronApp.whenReady());
      expect(await startAgain(userData, spec)).toBe(0);
      await mkdir(join(gone, 'runs'), { recursive: true });
      await writeFile(answered, '');
      const page = await app.firstWindow();
      await expect(page.getByTestId('said')).toContainText('bad.trainyard cannot be read');
    } finally {
      await app.close();
    }
  });

  test('with a file before --library, and on another library: the one is shown, the other told', async () => {
    const spec = join(userData, 'bad.trainyard');
    await writeFile(spec, '{ "model": ');
    const app = await launchElectron(library, userData);
    try {
      const page = await app.firstWindow();
      await expect(page.getByTestId('nav-runs')).toBeVisible();
      expect(await startAgain(userData, spec, '--library', library)).toBe(0);
      await expect(page.getByTestId('said')).toContainText('bad.trainyard cannot be read');
      expect(await startAgain(userData, '--library', userData)).toBe(0);
      await expect(page.getByTestId('said')).toContainText(`The library ${userData} was not opened`);
    } finally {
      await app.close();
    }
  });

  test('while it saves what trains and ends: it starts again after that, with the file', async () => {
    test.skip(process.platform !== 'linux', 'Which process has the window is read as Linux has it.');
    await addDrawnDigits(library);
    const spec = join(userData, 'spec.trainyard');
    const app = await launchElectron(library, userData);
    const electron = app.process();
    const ended = new Promise((done) => electron.once('exit', done));
    const holder = async () =>
      Number((await readlink(join(userData, 'SingletonLock')).catch(() => '')).split('-').at(-1));
    const first = await holder();
    let engines: number[] = [];
    try {
      const page = await app.firstWindow();
      await fillForm(page, 'mlp', { epochs: 300 });
      await page.getByTestId('train-button').click();
      await expect(page.getByTestId('run-step')).toContainText(/step [1-9]/);
      engines = await enginesOf(app);
      for (const pid of engines) process.kill(pid, 'SIGSTOP');
      await app.evaluate(({ app: electronApp }) => electronApp.quit());
      expect(await startAgain(userData, spec)).toBe(0);
      for (const pid of engines.splice(0)) process.kill(pid, 'SIGCONT');
      await ended;
      // There is none for a moment.
      const next = async () => (await holder()) || first;
      await expect.poll(next, { timeout: 30_000 }).not.toBe(first);
      const second = await next();
      const line = await readFile(`/proc/${second}/cmdline`, 'utf8');
      process.kill(second, 'SIGKILL');
      expect(line).toContain(spec);
    } finally {
      for (const pid of engines) process.kill(pid, 'SIGCONT');
      electron.kill('SIGKILL');
    }
  });
});
