import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openDesktopLibrary } from '../../../src-main/electron/desktop-library';
import { openLibrary } from '../../../src-main/server/open-library';

it('a library whose folder is gone is not made anew when it is taken over, and opened when it is back', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'take-over-')), 'library');
  const spawnEngine = () => {
    throw new Error('no engine is needed here');
  };
  const options = { libraryFolder: folder, spawnEngine, appVersion: '1.2.3' };
  const first = await openLibrary({ ...options, shell: 'terminal' });
  if (!('own' in first)) throw new Error('not opened');
  const [onStudio, onTrouble] = [vi.fn(), vi.fn<(sentence: string, tryAgain: () => void) => void>()];
  const second = await openDesktopLibrary({
    studio: {
      ...options,
      shell: 'desktop',
      showFolder: () => {},
    },
    folder: 'made',
    onStudio,
    onTrouble,
  });
  await rename(folder, `${folder}-elsewhere`);
  await first.own.close({ save: false }).catch(() => {});
  await vi.waitFor(() => expect(onTrouble).toHaveBeenCalledOnce(), { timeout: 5000 });
  const [sentence, tryAgain] = onTrouble.mock.calls[0]!;
  expect(sentence).toBe(
    `The library folder ${folder} is gone: connect its drive again, or put the folder back where it was.`,
  );
  expect(existsSync(folder)).toBe(false);
  expect(onStudio).toHaveBeenLastCalledWith(undefined);
  tryAgain();
  await vi.waitFor(() => expect(onTrouble).toHaveBeenCalledTimes(2), { timeout: 5000 });
  await rename(`${folder}-elsewhere`, folder);
  onTrouble.mock.calls[1]![1]();
  await vi.waitFor(() => expect(onStudio.mock.lastCall?.[0]).toBeDefined(), { timeout: 5000 });
  await second.close();
});
