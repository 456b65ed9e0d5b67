import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, inApplication, test } from './studio';

/** What the page says of what is refused to it. */
test.use({ tolerated: /Content Security Policy|Refused to|Not allowed|denied/ });

/** Electron's security checklist, in the application as it runs. Each says by what it holds. */
test('a page can do no more than it is meant to', inApplication, async ({ studio }) => {
  const { app, page } = studio;
  await expect(page.getByTestId('nav-runs')).toBeVisible();

  // window.ts: the preferences of the window, as Electron has them.
  const preferences = await app!.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  for (const name of [
    'nodeIntegrationInWorker',
    'nodeIntegrationInSubFrames',
    'webviewTag',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'enableBlinkFeatures',
  ]) {
    expect(preferences[name] ?? false, name).toBeFalsy();
  }

  // preload.ts: one thing is on the page, with these functions alone; nothing of Node.
  const seen = await page.evaluate(() => ({
    offered: Object.keys(Object(Reflect.get(window, 'trainyard'))).toSorted(),
    node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'global'].filter(
      (name) => name in window,
    ),
  }));
  expect(seen.node).toEqual([]);
  expect(seen.offered).toEqual(
    expect.arrayContaining(['changeLibrary', 'onOpened', 'pathOf', 'requestPort', 'startAgain']),
  );

  // renderer-files.ts: the policy, with nothing unsafe in it, and its effect.
  const policy = await page.evaluate(async () =>
    (await fetch(location.origin === 'null' ? 'trainyard://app/' : '/')).headers.get(
      'content-security-policy',
    ),
  );
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.head.append(script);
    const frame = document.createElement('iframe');
    frame.src = 'data:text/html,<h1>foreign</h1>';
    document.body.append(frame);
    // Later, since the debugger that asks here is let through.
    const evaluated = await new Promise<boolean>((tell) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-implied-eval, no-new-func -- that it throws is what is tested
          tell(Boolean(new Function('return true')()));
        } catch {
          tell(false);
        }
      });
    });
    return { injected: 'injected' in window, evaluated };
  });
  expect(ran).toEqual({ injected: false, evaluated: false });

  // navigation.ts: permissions, but those of the few that a press of a button asks for.
  const denied = await page.evaluate(async () => {
    const place = new Promise<string>((answer) => {
      navigator.geolocation.getCurrentPosition(
        () => answer('given'),
        ({ code }) => answer(`refused ${code}`),
      );
    });
    const clipboard = navigator.clipboard.readText().then(
      () => 'given',
      () => 'refused',
    );
    return [await place, await clipboard];
  });
  expect(denied).toEqual(['refused 1', 'refused']);

  // navigation.ts: no other page, no other window.
  const address = page.url();
  const opened = await page.evaluate(() => {
    location.href = 'https://example.com/';
    const windows = ['https://example.com/', 'file:///etc/passwd', 'about:blank', 'trainyard://app/'];
    return windows.map((url) => window.open(url));
  });
  expect(opened).toEqual([null, null, null, null]);
  await page.waitForTimeout(300);
  expect(page.url()).toBe(address);
  expect(await app!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);

  // studio-ports.ts, change-library.ts, deliver-opened.ts: each channel looks at who asks. A foreign page with our preload,
  // which nothing ever opens, gets no port, no dialog, and nothing that was opened.
  const preload = resolve('out/preload/preload.cjs');
  const got = await app!.evaluate(async ({ BrowserWindow, dialog }, path) => {
    let dialogs = 0;
    dialog.showOpenDialog = async () => {
      dialogs += 1;
      return { canceled: true, filePaths: [] };
    };
    const foreign = new BrowserWindow({
      show: false,
      webPreferences: { preload: path, sandbox: true, contextIsolation: true },
    });
    await foreign.loadURL('data:text/html,<p>foreign</p>');
    const answers: unknown = await foreign.webContents.executeJavaScript(`new Promise((done) => {
      let ports = 0;
      window.addEventListener('message', ({ ports: given }) => { ports += given.length; });
      window.trainyard.requestPort();
      window.trainyard.onOpened(() => { ports += 100; });
      void window.trainyard.changeLibrary();
      void window.trainyard.startAgain();
      setTimeout(() => done(ports), 500);
    })`);
    foreign.destroy();
    return { answers, dialogs };
  }, preload);
  expect(got).toEqual({ answers: 0, dialogs: 0 });
  // Not by a locator, which waits for the end of a navigation that was denied.
  expect(await page.evaluate(() => document.querySelector('[data-testid="nav-runs"]') !== null)).toBe(true);
});

test(
  'a fault in the program leaves a report on this machine, without data',
  inApplication,
  async ({ studio }) => {
    const { app } = studio;
    const folder = await app!.evaluate(({ app: electronApp }) => electronApp.getPath('userData'));
    const reports = join(folder, 'logs', 'crashes');
    const left = await app!.evaluate(async ({ app: electronApp }) => {
      const ended: number[] = [];
      // The program would be gone before it could be asked.
      electronApp.exit = (code) => void ended.push(code ?? 0);
      setTimeout(() => {
        throw new Error('a fault near /home/jane/secret data.csv');
      });
      await new Promise((done) => setTimeout(done, 500));
      return ended;
    });
    expect(left).toEqual([1]);
    const [name] = (await readdir(reports)).filter((one) => one.startsWith('crash-'));
    const text = await readFile(join(reports, name!), 'utf8');
    expect(text).toMatch(/ended because of a fault in Trainyard .*\n.*\nError: a fault near <path>/);
    expect(text).not.toMatch(/jane|secret/);
  },
);
