import type { OfferedUpdate, PackageKind } from '@shared/contract/update';
import { offeredTo } from '@shared/update/announcement';
import type { Believed } from './kept-announcement';
import type { UpdatePlace } from './update-place';

/** For those who would rather do it in a terminal. */
const COMMANDS: Partial<Record<PackageKind, (file: string) => string>> = {
  deb: (file) => `sudo apt install ${JSON.stringify(file)}`,
  rpm: (file) => `sudo dnf install ${JSON.stringify(file)}`,
};

export interface OfferedTo {
  place: Pick<UpdatePlace, 'kind' | 'install'>;
  appVersion: string;
  drawn: number;
  passedOver: string | null;
  /** the package, where it is there already */
  fetched: string | null;
  install: OfferedUpdate['install'];
  system: Pick<NodeJS.Process, 'platform' | 'arch'>;
}

/** What an announcement comes to on this machine, in words where it has to be got by hand; null where it is nothing newer. */
export function describeOffer({ announcement, from }: Believed, to: OfferedTo): OfferedUpdate | null {
  const { place, appVersion, drawn, passedOver, fetched, install, system } = to;
  const { platform, arch } = system;
  const { kind } = place;
  const offered = offeredTo(announcement, { version: appVersion, platform, arch, kind, drawn });
  if (offered === undefined) return null;
  const { version, date, notes } = announcement;
  const { file, isTooOld } = offered;
  const byHand = isTooOld
    ? `Version ${appVersion} is too old to be updated by itself: install ${version} by hand. The library is kept, and brought up to date.`
    : file === undefined
      ? `There is no package of it that this copy could be updated with (${platform} ${arch}${kind ? `, ${kind}` : ''}): get it by hand.`
      : '';
  return {
    version,
    date,
    notes,
    file: file ? { name: file.name, bytes: file.bytes, sha256: file.sha256 } : null,
    where: from,
    byHand,
    fetched,
    command: (fetched !== null && kind !== undefined && COMMANDS[kind]?.(fetched)) || '',
    canInstall: place.install !== undefined,
    install,
    passedOver: passedOver === version,
  };
}
