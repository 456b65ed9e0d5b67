import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { libraryFolder } from '../../../src-main/cli/library-folder';

describe('the library', () => {
  it('is the one that was asked for, else the one of the environment, else the window’s', () => {
    expect(libraryFolder('x', { TRAINYARD_LIBRARY: '/env' })).toBe(resolve('x'));
    expect(libraryFolder(undefined, { TRAINYARD_LIBRARY: '/env' })).toBe('/env');
    expect(libraryFolder(undefined, {}, 'linux')).toBe(join(homedir(), '.config/Trainyard/library'));
    expect(libraryFolder(undefined, { XDG_CONFIG_HOME: '/config' }, 'linux')).toBe(
      '/config/Trainyard/library',
    );
    expect(libraryFolder(undefined, {}, 'darwin')).toBe(
      join(homedir(), 'Library/Application Support/Trainyard/library'),
    );
  });
});
