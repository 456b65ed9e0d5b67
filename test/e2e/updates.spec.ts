import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, MisbehavingServer, serves } from '../misbehaving-server';
import { keyPair, signedText } from '../signed-announcement';
import { expectNothingFoundInEither } from './nothing-found';
import { expect, goTo, inBrowser, test } from './studio';

/** What a page says of a host that was ended while it still loaded parts of itself is no fault of it. */
test.use({ tolerated: /WebSocket|ERR_CONNECTION|ERR_CONTENT_LENGTH|401/ });

test(
  'a newer version is looked for when it is wanted, shown with what is new, fetched, and passed over',
  inBrowser,
  async ({ studio }) => {
    const { page } = studio;
    await goTo(page, 'settings');
    // Run from its sources, it is updated there.
    await expect(page.getByTestId('updates-cannot')).toContainText('git pull');

    const folder = await mkdtemp(join(tmpdir(), 'trainyard-updates-'));
    const { pem, privateKey } = keyPair();
    const content = randomBytes(200_000);
    const isLinux = process.platform === 'linux' && process.arch === 'x64';
    const notes = 'Faster.\n\n- and smaller';
    const text = signedText(privateKey, content, { version: '99.0.0', minimum: '0.0.1', notes });
    test.skip(!isLinux, 'the package that is announced is for Linux on x64');
    const server = await MisbehavingServer.start(answers(404), serves(Buffer.from(text)), serves(content));
    try {
      const sources = { version: 1, folders: [server.address('/').href], keys: [pem] };
      await writeFile(join(folder, 'sources.json'), JSON.stringify(sources));
      await studio.stopHost();
      process.env['TRAINYARD_UPDATES'] = join(folder, 'sources.json');
      await studio.startHost();
      await goTo(page, 'settings');
      await expect(page.getByTestId('look-daily')).toHaveAttribute('aria-checked', 'false');
      expect(server.asked).toEqual([]);
      await page.getByTestId('look-for-updates').click();
      await expect(page.getByTestId('updates-trouble')).toContainText('answers 404');
      await page.getByTestId('look-for-updates').click();
      const offer = page.getByTestId('update-offer');
      await expect(offer).toContainText('Trainyard 99.0.0');
      await expect(offer).toContainText('and smaller');
      await expectNothingFoundInEither(page, 'settings with a newer version');
      await goTo(page, 'runs');
      const notice = page.getByTestId('update-notice');
      await expect(notice).toContainText('Trainyard 99.0.0 is there');
      await expectNothingFoundInEither(page, 'runs with a newer version');
      await page.getByTestId('update-see').click();
      await page.getByTestId('update-fetch').click();
      await expect(offer).toContainText('Fetched and checked');
      await expect(offer).toContainText('sudo apt install');
      await goTo(page, 'runs');
      await page.getByTestId('update-pass').click();
      await expect(notice).toBeHidden();
    } finally {
      delete process.env['TRAINYARD_UPDATES'];
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
