import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { cutOff } from './cut-off';
import { expectNothingFound } from './nothing-found';
import { plainTexts } from './plain-english';
import { expect, fillForm, inBrowser, test } from './studio';

const PSEUDO = 'en-XA';

/** Where it stands what people have named, and what the studio process says: neither is the window's own. */
const NAMED: readonly string[] = [
  // Of the studio: backends, events of a run, what can be fetched, how it is updated.
  '[data-testid=backend-ladder] .small:not(.mute)',
  '[data-testid=field-backend] .words',
  '[data-testid=status-backend]',
  '[data-testid=run-events] li',
  '[data-testid=catalog-entry]',
  '[data-testid=updates-cannot]',
  // Paths and hashes.
  '.folder',
  '.path',
  '.print',
  'dd.id',
  '[data-testid=nothing-here] .mono',
];

/**
 * Words that are the same in every language (programs, methods, units), the names that this test has given, and names in the
 * contract: of what a run is made of, and of the parts of a dataset.
 */
const SAME =
  /digits-mlp|Drawn digits|MLP, 2 layers|TensorFlow( 2[.\d]+)?|WebAssembly|oneDNN|float32|ResNet|ReLU|systemd-inhibit|linux x64|\b([kMG]B|test|best)\b/g;

/** The narrowest window that has all panes side by side, and a usual one. */
const WINDOWS = [
  { width: 1024, height: 640 },
  { width: 1280, height: 800 },
] as const;

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-pseudo-'));
  await promisify(execFile)(process.execPath, [resolve('tools/build/texts/build-pseudo.ts'), folder]);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens the window in the pseudo language, on the same studio: the pages come from its own build, all else from the host. */
async function openInPseudo(page: Page): Promise<string> {
  await page.route('**/*', async (route) => {
    const file = join(folder, new URL(route.request().url()).pathname);
    const isOurs = route.request().method() === 'GET' && /\.\w+$/.test(file) && existsSync(file);
    await (isOurs ? route.fulfill({ path: file }) : route.continue());
  });
  // A page that does not come from the host itself has to ask before it may speak with one of this machine.
  await page.context().grantPermissions(['local-network-access']);
  const { origin } = new URL(page.url());
  await page.goto(`${origin}/${PSEUDO}.html#/runs`);
  return `${origin}/${PSEUDO}.html`;
}

test(
  'every page in another language: whatever the window says comes from the catalogue, and has its room',
  inBrowser,
  async ({ studio }) => {
    test.slow();
    const { page } = studio;
    await fillForm(page, 'mlp', { epochs: 2 });
    await page.getByTestId('train-button').click();
    await expect(page.getByTestId('run-state')).toContainText('Completed');
    await page.getByTestId('open-final-test').click();
    await expect(page.getByTestId('evaluation-what')).toBeVisible();
    const evaluation = new URL(page.url()).hash.replace(/\?.*/, '');
    const run = evaluation.split('/')[2]!;

    const address = await openInPseudo(page);
    await expect(page.locator('html')).toHaveAttribute('lang', PSEUDO);
    const found: string[] = [];
    const unfit: string[] = [];
    const fit = async (what: string) => {
      for (const size of WINDOWS) {
        await page.setViewportSize(size);
        // Plots follow the size a frame later.
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        unfit.push(...(await cutOff(page)).map((one) => `${what}, ${size.width}: ${one}`));
      }
    };
    const look = async (what: string) => {
      for (const { text, within } of await plainTexts(page, NAMED)) {
        const rest = text.replace(SAME, '');
        if (/[a-z]{2}/i.test(rest)) found.push(`${what}: ${text} (${within})`);
      }
    };
    const PAGES = [
      ['runs', '#/runs'],
      ['run', `#/runs/${run}`],
      ['compare', '#/compare'],
      ['compare one', `#/compare?runs=${run}`],
      ['sweeps', '#/sweeps'],
      ['new sweep', '#/sweeps/new'],
      ['new run', '#/new'],
      ['checkpoints', '#/checkpoints'],
      ['evaluation', evaluation],
      ['data', '#/data/digits'],
      ['bring data', '#/bring-data'],
      ['try', '#/try'],
      ['settings', '#/settings'],
      ['nothing here', '#/nowhere'],
    ] as const;
    for (const [what, hash] of PAGES) {
      await page.goto(`${address}${hash}`);
      await expect(page.locator('main h1, main h2, main p').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      if (what === 'checkpoints') await page.getByTestId('checkpoint-row').first().click();
      await look(what);
      await fit(what);
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        const its = `${what}, ${await tab.getAttribute('data-testid')}`;
        await look(its);
        await fit(its);
      }
    }
    await page.keyboard.press('ControlOrMeta+k');
    await look('palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await look('shortcuts');
    await page.keyboard.press('Escape');
    expect(found).toEqual([]);
    expect(unfit).toEqual([]);

    await test.step('the settings offer what there is, and English is where it was', async () => {
      await page.goto(`${address}#/settings`);
      await expect(page.getByTestId('language')).toHaveValue(PSEUDO);
      await expectNothingFound(page, 'the settings in another language');
      await page.getByTestId('language').selectOption('en');
      await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
      expect(new URL(page.url()).pathname).toBe('/');
      expect(new URL(page.url()).hash).toBe('#/settings');
      await expect(page.getByTestId('language')).toHaveCount(0);
    });
  },
);
