import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Preload } from '@shared/contract/preload';
import { _electron } from '@playwright/test';
import { expect, fillForm, goTo, inApplication, test, whileTheyStandStill } from './studio';
import { writeRents } from './written-data';
import { removeFolders } from './remove-folders';

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
    expect.arrayContaining(['changeLibrary', 'grantFor', 'onOpened', 'requestPort', 'startAgain']),
  );

  // protocol.ts, renderer-files.ts: all that the page is made of comes from the program.
  const loaded = await page.evaluate(() => [
    location.href,
    ...performance.getEntriesByType('resource').map(({ name }) => name),
    ...[...document.querySelectorAll('script[src], link[href]')].map((element) =>
      element instanceof HTMLScriptElement ? element.src : String(Reflect.get(element, 'href')),
    ),
  ]);
  // Its script and its style at least.
  expect(loaded.length).toBeGreaterThan(2);
  for (const url of loaded) expect(url).toMatch(/^trainyard:\/\/app\//);

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

  // renderer-files.ts: it reaches nothing else.
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.setHeader('Access-Control-Allow-Origin', '*').end('foreign');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const reached = await page.evaluate(
    async (urls) => {
      const fetched = (url: string) =>
        fetch(url).then(
          () => 'reached',
          () => 'refused',
        );
      const shown = new Promise<string>((tell) => {
        const image = new Image();
        image.addEventListener('load', () => tell('shown'));
        image.addEventListener('error', () => tell('refused'));
        image.src = urls[0]!;
      });
      return [...(await Promise.all(urls.map(fetched))), await shown];
    },
    [`http://127.0.0.1:${port}/`, 'file:///etc/passwd'],
  );
  server.close();
  expect(reached).toEqual(['refused', 'refused', 'refused']);
  expect(asked).toBe(0);

  // window.ts, navigation.ts: an element that would hold a page of its own holds none.
  const pages = await app!.evaluate(async ({ BrowserWindow, webContents }) => {
    await BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(`new Promise((done) => {
      const view = document.createElement('webview');
      view.setAttribute('src', 'data:text/html,<p>foreign</p>');
      view.setAttribute('allowpopups', '');
      document.body.append(view);
      setTimeout(done, 300);
    })`);
    return webContents.getAllWebContents().map((contents) => contents.getType());
  });
  expect(pages).toEqual(['window']);

  // studio-ports.ts, change-library.ts, deliver-opened.ts, desktop-places.ts: each channel looks at who asks. A foreign page
  // with our preload, which nothing ever opens, gets no port, no dialog, no grant, and nothing that was opened.
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
      void window.trainyard.grantFor(new File([], 'x'), 'data').then((grant) => { if (grant) ports += 1000; });
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
  'a path that the page sends counts when the person says so, and what is dropped is known by the file',
  inApplication,
  async ({ studio }) => {
    const { app, page, library } = studio;
    const file = join(library, 'rents.csv');
    await writeRents(file);
    /** Answers the dialogs to come, and counts them. */
    const answer = (response: 0 | 1) =>
      app!.evaluate(({ dialog }, given) => {
        let asked: string[] = [];
        Reflect.set(globalThis, 'asked', (asked = []));
        dialog.showMessageBox = (async (...options: { detail?: string }[]) => {
          asked.push(String(options.at(-1)?.detail));
          return { response: given, checkboxChecked: false };
        }) as typeof dialog.showMessageBox;
      }, response);
    const asked = () => app!.evaluate(() => Reflect.get(globalThis, 'asked') as string[]);
    const typeIn = async (path: string) => {
      await page.getByTestId('import-path').fill(path);
      await page.getByTestId('inspect-button').click();
    };
    await goTo(page, 'data');
    await page.getByTestId('bring-data').click();

    await answer(1);
    await typeIn('/etc/passwd');
    await expect(page.getByTestId('import-refusal')).toContainText('/etc/passwd was not allowed');
    expect(await asked()).toEqual([expect.stringContaining('/etc/passwd')]);
    await answer(0);
    await typeIn(file);
    await expect(page.getByTestId('inspection')).toBeVisible();
    expect(await asked()).toEqual([expect.stringContaining(file)]);

    // Made by the page, a file lies nowhere, whatever it is called.
    expect(
      await page.evaluate(() =>
        (Reflect.get(window, 'trainyard') as Preload).grantFor(new File(['x'], '/etc/passwd'), 'data'),
      ),
    ).toBeNull();
    // One that a person chose has its path with it, which our preload script alone can see.
    await page.reload();
    await goTo(page, 'data');
    await page.getByTestId('bring-data').click();
    await page.evaluate(() => {
      const input = document.createElement('input');
      input.type = 'file';
      input.dataset.testid = 'a-file';
      document.body.append(input);
    });
    await page.getByTestId('a-file').setInputFiles(file);
    await page.evaluate(() => {
      const [chosen] = document.querySelector<HTMLInputElement>('[data-testid="a-file"]')!.files!;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(chosen!);
      document
        .querySelector('[data-testid="import"]')!
        .dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });
    await expect(page.getByTestId('inspection')).toBeVisible();
    await expect(page.getByTestId('import-path')).toHaveValue(file);
  },
);

test(
  'the page’s process is killed: the window comes back by itself, and the run goes on',
  inApplication,
  async ({ studio }) => {
    const { app, page } = studio;
    await fillForm(page, 'mlp', { epochs: 300 });
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('epoch-row-1')).toBeVisible();
    /** What the window shows; Playwright's own page is gone with the process. */
    const shown = (testId: string): Promise<string> =>
      app!.evaluate(async ({ BrowserWindow }, id) => {
        const contents = BrowserWindow.getAllWindows()[0]!.webContents;
        const script = `document.querySelector('[data-testid="${id}"]')?.textContent ?? ''`;
        // A page that is gone, or on its way, does not answer.
        const late = new Promise<string>((tell) => setTimeout(tell, 2000, ''));
        return Promise.race([contents.executeJavaScript(script).then(String, () => ''), late]);
      }, testId);
    await whileTheyStandStill(studio, async () => {
      await app!.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
      });
      await expect.poll(() => shown('run-state')).toContain('Running');
    });
    await expect.poll(() => shown('epoch-row-2')).not.toBe('');
    await app!.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
        `document.querySelector('[data-testid="stop-button"]').click()`,
      ),
    );
    await expect.poll(() => shown('run-state')).toContain('Stopped');
  },
);

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

test(
  'the next start tells of a crash once, and shows where its report lies',
  inApplication,
  async ({ studio }) => {
    const { library } = studio;
    const userData = await mkdtemp(join(tmpdir(), 'trainyard-crashed-'));
    const crashes = join(userData, 'logs', 'crashes');
    const [report, answers] = [join(crashes, 'crash-2026-01-31.txt'), join(userData, 'answers.cjs')];
    const asked = join(userData, 'asked');
    await mkdir(crashes, { recursive: true });
    await writeFile(report, 'The program ended because of a fault in Trainyard 1.2.3 at noon\n');
    // Before the program: it asks as soon as its window is there.
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
    const start = () =>
      _electron.launch({
        args: [
          '-r',
          answers,
          '--no-sandbox',
          `--user-data-dir=${userData}`,
          '.',
          '--library',
          join(library, 'own'),
        ],
      });
    try {
      const first = await start();
      await (await first.firstWindow()).getByTestId('nav-runs').waitFor();
      const said = ['Trainyard ended unexpectedly the last time.', report];
      await expect.poll(() => readFile(asked, 'utf8').catch(() => '')).toBe(`${said.join('\n')}\n`);
      await first.close();
      await rm(asked);
      const second = await start();
      await (await second.firstWindow()).getByTestId('nav-runs').waitFor();
      await second.close();
      expect(await readdir(userData)).not.toContain('asked');
    } finally {
      await removeFolders(userData);
    }
  },
);

test.describe('the camera', () => {
  test.use({ camera: 'allowed' });

  test('is for our own page alone, and never with a microphone', inApplication, async ({ studio }) => {
    const { app, page, library } = studio;
    await expect(page.getByTestId('nav-runs')).toBeVisible();
    const asked = (wanted: MediaStreamConstraints): Promise<string> =>
      navigator.mediaDevices.getUserMedia(wanted).then(
        (given) => {
          for (const track of given.getTracks()) track.stop();
          return 'given';
        },
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
    expect(await page.evaluate(asked, { video: true })).toBe('given');
    expect(await page.evaluate(asked, { audio: true })).toBe('NotAllowedError');
    expect(await page.evaluate(asked, { audio: true, video: true })).toBe('NotAllowedError');

    // A file counts as a place that may ask at all, as our own address does.
    const foreign = join(library, 'foreign.html');
    await writeFile(foreign, '<p>foreign</p>');
    const got = await app!.evaluate(
      async ({ BrowserWindow }, [url, ask]) => {
        const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
        await other.loadURL(url);
        const answer: unknown = await other.webContents.executeJavaScript(`(${ask})({ video: true })`);
        other.destroy();
        return answer;
      },
      [pathToFileURL(foreign).href, String(asked)] as const,
    );
    expect(got).toBe('NotAllowedError');
  });
});
