import { positionals } from './positionals';
import { UsageError } from './usage-error';

export type LibraryCommand =
  | { name: 'library-check'; mend: boolean }
  | { name: 'library-backup'; to: string }
  | { name: 'library-remove-all'; yes: boolean };

/** @throws UsageError */
export function libraryArguments(
  [what, ...rest]: string[],
  { mend, to, yes }: { mend?: boolean | undefined; to?: string | undefined; yes?: boolean | undefined },
): LibraryCommand {
  if (what === 'check') {
    positionals('library check', rest, []);
    if (to !== undefined) throw new UsageError('library check takes no --to.', '--to');
    return { name: 'library-check', mend: mend ?? false };
  }
  if (what === 'backup') {
    positionals('library backup', rest, []);
    if (mend) throw new UsageError('library backup takes no --mend.', '--mend');
    if (to === undefined) {
      throw new UsageError(
        'library backup needs --to, a folder or a zip archive that is to be made.',
        '--to',
      );
    }
    return { name: 'library-backup', to };
  }
  if (what === 'remove-all') {
    positionals('library remove-all', rest, []);
    return { name: 'library-remove-all', yes: yes ?? false };
  }
  const words = what === undefined ? 'library needs' : `library cannot "${what}": it knows`;
  throw new UsageError(`${words} check, backup or remove-all: see \`trainyard help library\`.`);
}
