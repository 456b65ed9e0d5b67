import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type BrowserContext, type BrowserServer, type Page } from '@playwright/test';
import type { StudioClient } from '@shared/contract/client';
import { stateWords } from '../../src-renderer/format/run';
import type { Host } from './host';
import type { Random } from './random';

const CHROMIUM = process.env['TRAINYARD_CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'];
const MOST_PAGES = 3;
/** A page is late on a busy machine; one that never comes to it is wrong. */
const TRUTH_MS = 60_000;
/** So long a browser may take to say what it did. */
const SOON_MS = 10_000;

/** What a page shows of a run. */
interface Shown {
  run: string;
  text: string;
}

/** Real pages on the studio, in a real Chromium, which are killed and opened again. */
export class Pages {
  #server: BrowserServer | undefined;
  #browser: Browser | undefined;
  #context: BrowserContext | undefined;
  #pages: Page[] = [];
  /** what pages threw; none may */
  readonly faults: string[] = [];
  opened = 0;
  killed = 0;
  looks = 0;

  /** undefined where there is no Chromium on this machine */
  static onThisMachine(host: Host): Pages | undefined {
    return existsSync(CHROMIUM) ? new Pages(host) : undefined;
  }

  private constructor(readonly host: Host) {}

  async #ofBrowser(): Promise<BrowserContext> {
    if (this.#context && this.#browser?.isConnected()) return this.#context;
    this.#server = await chromium.launchServer({ executablePath: CHROMIUM, args: ARGS });
    this.#browser = await chromium.connect(this.#server.wsEndpoint());
    this.#context = await this.#browser.newContext({ viewport: { width: 1440, height: 1600 } });
    return this.#context;
  }

  /** Opens one on the list of runs, unless there are enough. */
  async open(): Promise<Page | undefined> {
    if (this.#pages.length >= MOST_PAGES) return undefined;
    const host = this.host.starts;
    const page = await (await this.#ofBrowser()).newPage();
    page.on('pageerror', (error) => this.faults.push(error.stack ?? error.message));
    try {
      await page.goto(await this.host.newAddress());
      if (host !== this.host.starts) throw new Error('The host was ended meanwhile.');
    } catch (error) {
      await page.close().catch(() => {});
      throw error;
    }
    this.#pages.push(page);
    this.opened += 1;
    return page;
  }

  /** Ends the process of one, as a crash of the browser does. */
  async kill(random: Random): Promise<void> {
    const page = random.of(this.#pages);
    if (!page) return;
    const crashed = new Promise((done) => page.once('crash', done));
    const crash = async () => {
      const line = await page.context().newCDPSession(page);
      await line.send('Page.crash');
    };
    await Promise.race([
      crashed,
      crash().then(
        () => crashed,
        () => {},
      ),
      sleep(SOON_MS),
    ]);
    this.killed += 1;
    await this.#drop(page);
  }

  async close(random: Random): Promise<void> {
    const page = random.of(this.#pages);
    if (page) await this.#drop(page);
  }

  /** Kills the whole browser. */
  async killBrowser(): Promise<void> {
    if (!this.#server) return;
    this.killed += this.#pages.length;
    this.#pages = [];
    await this.#server.kill();
    [this.#server, this.#browser, this.#context] = [undefined, undefined, undefined];
  }

  async #drop(page: Page): Promise<void> {
    this.#pages = this.#pages.filter((other) => other !== page);
    // What has crashed may never say that it is closed.
    await Promise.race([page.close().catch(() => {}), sleep(SOON_MS)]);
  }

  /** Closes all: of a host that was ended they know nothing more. */
  async closeAll(): Promise<void> {
    // Each is taken out of the list, which is another one then.
    for (const page of this.#pages) await this.#drop(page);
  }

  /** Holds what each open page shows of the runs against what the studio says, once both have come to rest. */
  async expectTruth(client: StudioClient): Promise<void> {
    if (this.#pages.length === 0) await this.open();
    for (const page of this.#pages) {
      await expectSame(page, client);
      this.looks += 1;
    }
  }

  async end(): Promise<void> {
    await this.#server?.kill();
  }
}

const shownIn = (page: Page): Promise<Shown[]> =>
  page.getByTestId('run-row').evaluateAll((rows) =>
    rows.map((row) => ({
      run: row.getAttribute('data-run') ?? '',
      text: row.textContent?.replaceAll(/\s+/g, ' ') ?? '',
    })),
  );

/** What is wrong with what a page shows, in words; empty where it is the truth. */
async function differences(page: Page, client: StudioClient): Promise<string[]> {
  const shown = await shownIn(page);
  const runs = await client.runs.list();
  const found = runs.flatMap((run) => {
    const its = shown.find((one) => one.run === run.id);
    if (!its) return [`${run.name} is not shown`];
    const words = [run.name, stateWords(run)].filter((word) => !its.text.includes(word));
    return words.map((word) => `${run.id}: "${its.text}" does not say "${word}"`);
  });
  const strangers = shown.filter(({ run }) => !runs.some(({ id }) => id === run));
  return [...found, ...strangers.map(({ run }) => `${run} is shown, and is not there`)];
}

async function expectSame(page: Page, client: StudioClient): Promise<void> {
  const end = performance.now() + TRUTH_MS;
  let wrong = await differences(page, client);
  while (wrong.length > 0 && performance.now() < end) {
    await sleep(200);
    wrong = await differences(page, client);
  }
  if (wrong.length > 0) throw new Error(`A page does not show the truth: ${wrong.join('; ')}`);
}
