import { shallowReactive } from 'vue';
import {
  grantedSchema,
  PIECE_BYTES,
  type Granted,
  type Purpose,
  type ReadPurpose,
} from '@shared/contract/grants';
import type { WindowClient } from '@shared/contract/client';
import { useClient } from '../client/provide';

/** What grants stand for, to be shown. A page that was loaded anew does not know it of older ones. */
const paths = shallowReactive(new Map<string, string>());

function remembered<Its extends Granted | null>(granted: Its): Its {
  if (granted) paths.set(granted.grant, granted.path);
  return granted;
}

/** What stood behind a grant, for people; empty where that is not known any more. */
export const shownPath = (grant: string): string => paths.get(grant) ?? '';

/** Whether a browser's file can be what is pointed at: of folders it hands over none. */
export const canBeSent = (purpose: ReadPurpose): boolean => purpose !== 'checkpoint' && purpose !== 'dataset';

/** Sends a file from the browser's machine to the studio's. */
async function sent(
  client: WindowClient,
  purpose: ReadPurpose,
  file: File,
  onShare: (share: number) => void,
): Promise<Granted> {
  const told = { purpose, name: file.name || 'file', bytes: file.size };
  let upload: string | undefined;
  for (let at = 0; ; at += PIECE_BYTES) {
    const piece = file.slice(at, at + PIECE_BYTES);
    const answer = await client.grants.upload({
      ...told,
      at,
      piece,
      ...(upload !== undefined && { upload }),
    });
    if (answer.granted) return remembered(answer.granted);
    upload = answer.upload;
    onShare((at + piece.size) / Math.max(1, file.size));
  }
}

/** The ways in which a person points at files and folders of the studio's machine; each gives a grant, good for one use. */
export function usePlaces() {
  const client = useClient();
  return {
    /** Asks in the system's own dialog; null when nothing was chosen. */
    choose: async (
      purpose: Purpose,
      what: 'file' | 'folder' | 'target',
      name?: string,
    ): Promise<Granted | null> =>
      remembered(await client.grants.choose({ purpose, what, ...(name !== undefined && { name }) })),
    /** For a path that was typed. @throws where it may not be used */
    grant: async (purpose: Purpose, path: string): Promise<Granted> =>
      remembered(await client.grants.typed({ purpose, path })),
    /** For what a dataset was imported from. */
    again: async (dataset: string): Promise<Granted> => remembered(await client.grants.again({ dataset })),
    /**
     * For a file of the page's own: one that was dropped, which in the desktop window may be a folder, or chosen in a browser.
     *
     * @param onShare hears how much of it was sent, in a browser
     * @returns null where it cannot be had
     */
    ofFile: async (
      purpose: ReadPurpose,
      file: File,
      onShare: (share: number) => void,
    ): Promise<Granted | null> => {
      if (!window.trainyard) return sent(client, purpose, file, onShare);
      const told = await window.trainyard.grantFor(file, purpose);
      return remembered(grantedSchema.safeParse(told).data ?? null);
    },
    browse: (folder: string | undefined) => client.grants.browse(folder === undefined ? {} : { folder }),
  };
}
