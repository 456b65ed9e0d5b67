import type { PackageKind } from '@shared/contract/update';

/** What a shell knows of how its program is updated. */
export interface UpdatePlace {
  /** where packages and what is known of updates are kept, beside any library */
  folder: string;
  /** whether this program was installed; one that runs from its sources is updated where those are */
  isPackaged: boolean;
  /** folders on the web where newer versions are announced, as the app was packaged with them */
  sources: readonly string[];
  /** public Ed25519 keys in PEM: one of them has to have signed what is announced */
  keys: readonly string[];
  /** by which package it was installed; undefined where that is not known */
  kind: PackageKind | undefined;
  /** Has a checked package installed; undefined where this shell cannot. `replaced`: the next start is of the new version. */
  install?: ((file: string) => Promise<'replaced' | 'handed-over'>) | undefined;
}

/** Why a copy looks for no newer versions, in a sentence; empty where it can. @param sources folders that would be asked */
export function whyNoUpdates({ isPackaged, keys }: UpdatePlace, sources: readonly string[]): string {
  if (keys.length === 0) {
    return isPackaged
      ? 'This Trainyard was packaged without the key that announcements are signed with: get newer versions where you got it.'
      : 'This Trainyard runs from its sources: it is updated where they lie, with `git pull`.';
  }
  if (sources.length > 0) return '';
  return 'This Trainyard was packaged without an address at which newer versions are announced: name one.';
}
