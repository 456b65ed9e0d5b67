import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  _electron,
  expect,
  test as base,
  type Browser,
  type ElectronApplication,
  type Page,
} from '@playwright/test';
import { childrenOf } from '../children-of';
import { addDrawnDigits } from '../drawn-digits';
import { whileStandingStill } from '../standing-still';
import { addKeptRuns } from './kept-runs';
import { removeFolders } from './remove-folders';

export interface ShellOption {
  shell: 'chromium' | 'electron';
  /** whether the built-in digits are in the library when the studio starts, as after a first run */
  digits: 'drawn' | 'undrawn';
  /** how many runs of two epochs on the digits are in it */
  trained: 0 | 1 | 2;
  /** what a page may say on its console though nothing is broken in it */
  tolerated: RegExp | undefined;
  /**
   * a camera that Chromium makes up, with a person who allows or forbids it, in the browser only: in Electron the program
   * decides; left out: there is none
   */
  camera: 'allowed' | 'denied' | undefined;
}

/** A running studio with an empty library of its own, seen through one window. */
export interface Studio {
  page: Page;
  library: string;
  /** Another window on the same studio: a second tab, or the window closed and opened again. */
  reopen(): Promise<Page>;
  /** Process ids of the engines at work. */
  engines(): Promise<number[]>;
  /** Kills the host as a lost power supply does; in the browser only. */
  killHost(): Promise<void>;
  /** Ends the host in order; in the browser only. */
  stopHost(): Promise<void>;
  /** Starts the host anew, and opens its address in the page. */
  startHost(): Promise<void>;
  /** the application itself, in Electron */
  app: ElectronApplication | undefined;
  /** On the page where data is brought in, has a folder that lies on the host looked at, by the means that this shell has. */
  chooseFolder(folder: string): Promise<void>;
}

/** A page that throws is broken, whatever it shows. */
function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
}

const WINDOW = { width: 1440, height: 900 };
const BROWSER_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const MADE_UP_CAMERA = '--use-fake-device-for-media-stream';
const CAMERA_ARGS = {
  allowed: [MADE_UP_CAMERA, '--use-fake-ui-for-media-stream'],
  denied: [MADE_UP_CAMERA, '--use-fake-ui-for-media-stream=deny'],
} as const;

/** The address that the headless shell prints. */
function addressOf(stdout: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /"url":"([^"]+)"/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    stdout.on('end', () => reject(new Error(`the server ended without an address: ${text}`)));
  });
}

async function withChromium(
  library: string,
  faults: string[],
  use: (studio: Studio) => Promise<void>,
  openBrowser: () => Promise<Browser>,
): Promise<void> {
  const allowed = [tmpdir(), process.env['TRAINYARD_FASHION_MNIST']];
  const args = [
    resolve('out/main/cli.cjs'),
    'serve',
    '--library',
    library,
    '--json',
    ...allowed.filter((folder) => folder !== undefined).flatMap((folder) => ['--allow', folder]),
  ];
  // The machines that a test adds are its own.
  const home = await mkdtemp(join(tmpdir(), 'trainyard-home-'));
  // A test may change its environment before the host is started anew.
  const serve = () =>
    spawn(process.execPath, args, {
      env: { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  let server = serve();
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: WINDOW, reducedMotion: 'reduce' });
  try {
    context.on('page', (opened) => watch(opened, faults));
    const page = await context.newPage();
    const address = await addressOf(server.stdout);
    await page.goto(address);
    await use({
      page,
      library,
      app: undefined,
      reopen: async () => {
        const other = await context.newPage();
        await other.goto(new URL('/', address).href + new URL(page.url()).hash);
        return other;
      },
      engines: async () => childrenOf(server.pid!),
      killHost: async () => {
        const ended = new Promise((done) => server.once('exit', done));
        server.kill('SIGKILL');
        await ended;
      },
      stopHost: async () => {
        const ended = new Promise((done) => server.once('exit', done));
        server.kill('SIGTERM');
        await ended;
      },
      startHost: async () => {
        server = serve();
        await page.goto(await addressOf(server.stdout));
      },
      chooseFolder: async (folder) => {
        await page.getByTestId('import-path').fill(folder);
        await page.getByTestId('inspect-button').click();
      },
    });
  } finally {
    await context.close();
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await ended;
    }
    await rm(home, { recursive: true, force: true });
  }
}

const onlyInBrowser = () =>
  Promise.reject(new Error('The host is killed and started anew in the browser only.'));

/** Engines are utility processes; Electron's own of that kind have other names. */
export const enginesOf = (app: ElectronApplication) =>
  app.evaluate(({ app: electronApp }) =>
    electronApp
      .getAppMetrics()
      .filter(
        ({ type, serviceName, name }) => type === 'Utility' && `${serviceName}${name}`.includes('Trainyard'),
      )
      .map(({ pid }) => pid),
  );

/**
 * The application on a library, which may be open in another Trainyard.
 *
 * @param switches of Chromium's
 */
export const launchElectron = (
  library: string,
  userData: string,
  quit: 'save' | 'background' | 'cancel' = 'save',
  switches: readonly string[] = [],
): Promise<ElectronApplication> =>
  _electron.launch({
    args: ['--no-sandbox', `--user-data-dir=${userData}`, ...switches, '.', '--library', library],
    env: { ...process.env, TRAINYARD_QUIT: quit } as Record<string, string>,
  });

async function withElectron(
  library: string,
  faults: string[],
  use: (studio: Studio) => Promise<void>,
  camera: ShellOption['camera'],
): Promise<void> {
  const userData = await mkdtemp(join(tmpdir(), 'trainyard-user-'));
  const app = await launchElectron(library, userData, 'save', camera ? [MADE_UP_CAMERA] : []);
  try {
    const page = await app.firstWindow();
    watch(page, faults);
    await app.evaluate(({ BrowserWindow }, size) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
    }, WINDOW);
    await use({
      page,
      library,
      app,
      reopen: async () => {
        // What a person sees after closing and opening: a page that knows nothing yet.
        await page.reload();
        return page;
      },
      engines: () => enginesOf(app),
      killHost: () => onlyInBrowser(),
      stopHost: () => onlyInBrowser(),
      startHost: () => onlyInBrowser(),
      chooseFolder: async (folder) => {
        await app.evaluate(({ dialog }, chosen) => {
          dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
        }, folder);
        await page.getByTestId('pick-folder').click();
      },
    });
  } finally {
    await app.close();
    await removeFolders(userData);
  }
}

const noElectron = process.env['TRAINYARD_NO_ELECTRON'];

export const test = base.extend<
  ShellOption & { studio: Studio },
  { browserWith: (camera: ShellOption['camera']) => Promise<Browser> }
>({
  browserWith: [
    async ({ playwright }, use) => {
      const executablePath = process.env['TRAINYARD_CHROMIUM'] ?? '/usr/bin/chromium';
      const browsers = new Map<ShellOption['camera'], Browser>();
      await use(async (camera) => {
        const open = browsers.get(camera);
        if (open?.isConnected()) return open;
        const args = [...BROWSER_ARGS, ...(camera ? CAMERA_ARGS[camera] : [])];
        const browser = await playwright.chromium.launch({ executablePath, args });
        browsers.set(camera, browser);
        return browser;
      });
      for (const browser of browsers.values()) await browser.close();
    },
    { scope: 'worker' },
  ],
  shell: ['chromium', { option: true }],
  digits: ['drawn', { option: true }],
  trained: [0, { option: true }],
  tolerated: [undefined, { option: true }],
  camera: [undefined, { option: true }],
  studio: async ({ shell, digits, trained, tolerated, camera, browserWith }, use) => {
    base.skip(shell === 'electron' && noElectron !== undefined, `Electron cannot be had: ${noElectron}`);
    const library = await mkdtemp(join(tmpdir(), 'trainyard-library-'));
    if (digits === 'drawn') await addDrawnDigits(library);
    if (trained !== 0) await addKeptRuns(library, trained);
    try {
      const faults: string[] = [];
      if (shell === 'electron') await withElectron(library, faults, use, camera);
      else await withChromium(library, faults, use, () => browserWith(camera));
      expect(faults.filter((fault) => !tolerated?.test(fault))).toEqual([]);
    } finally {
      await rm(library, { recursive: true, force: true });
    }
  },
});

export { expect };

/** Of the page alone, whatever shell it is shown in: in Electron such tests are run with TRAINYARD_E2E=all. */
export const ofThePage = { tag: '@page' };
/** Of what there is in the browser only: several windows, a host that is killed and started anew. */
export const inBrowser = { tag: '@browser' };
/** Of the application. */
export const inApplication = { tag: '@application' };

/** Does something while the engines at work stand still. */
export const whileTheyStandStill = async (studio: Studio, work: () => Promise<void>): Promise<void> =>
  whileStandingStill(await studio.engines(), work);

/** Shows the page of the newest run. */
export async function openNewestRun(page: Page): Promise<void> {
  await goTo(page, 'runs');
  await page.getByTestId('run-row').first().click();
  await expect(page.getByTestId('run-state')).toBeVisible();
}

/** Shows a page of the window by its place in the navigation. */
export const goTo = (
  page: Page,
  place: 'runs' | 'new-run' | 'sweeps' | 'compare' | 'checkpoints' | 'data' | 'try' | 'settings',
) => page.getByTestId(`nav-${place}`).click();

/** Imports a folder that lies on the host, as it is found. */
export async function importFolder({ page, chooseFolder }: Studio, folder: string): Promise<void> {
  await goTo(page, 'data');
  await page.getByTestId('bring-data').click();
  await chooseFolder(folder);
  await expect(page.getByTestId('import-button')).toHaveAttribute('aria-disabled', 'false');
  await page.getByTestId('import-button').click();
}

/** Opens the form with a preset and settings, by their paths in the spec. */
export async function fillForm(
  page: Page,
  preset: 'mlp' | 'cnn' | 'resnet',
  settings: Record<string, number>,
  backend: 'auto' | 'cpu' | 'wasm' = 'auto',
): Promise<void> {
  await goTo(page, 'new-run');
  await page.getByTestId(`preset-${preset}`).click();
  for (const [path, value] of Object.entries(settings)) {
    await page.getByTestId(`field-${path}`).fill(String(value));
  }
  if (backend !== 'auto') await page.getByTestId(`backend-${backend}`).check();
}
