import { join } from 'node:path';
import type { ClientContext, ClientLink } from '@orpc/client';
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';
import { implement } from '@orpc/server';
import { contract } from '@shared/contract/api';
import type { StudioClient } from '@shared/contract/client';
import type { ServedRouter } from './rpc-socket';

type Line = ClientLink<ClientContext>;

/** The part of the contract at `path`, each of its methods handed on as it comes, streams included. */
function forwarded(part: AnyContractRouter, path: readonly string[], line: Line): unknown {
  if (isContractProcedure(part)) {
    return implement(part).handler(({ input, signal, lastEventId }) =>
      line.call(path, input, { context: {}, signal, lastEventId }),
    );
  }
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => [name, forwarded(inner, [...path, name], line)]),
  );
}

export interface Forwarding {
  /** leads to the other program's studio */
  line: Line;
  client: StudioClient;
  /** the other program's process */
  pid: number;
  showFolder(path: string): void;
}

/** The contract, carried out by another program's studio on this machine. */
export function forwardRouter({ line, client, pid, showFolder }: Forwarding): ServedRouter {
  const all = forwarded(contract, [], line) as ServedRouter;
  const { studio } = implement(contract);
  return {
    ...all,
    studio: {
      ...all.studio,
      info: studio.info.handler(async () => ({
        ...(await client.studio.info()),
        attachedTo: pid,
        shell: 'desktop' as const,
        canShowFolders: true,
      })),
      // The library is on this machine too: it is shown from our own window.
      showFolder: studio.showFolder.handler(async ({ input }) => {
        const { folder } = await client.runs.get({ run: input.run });
        const path = input.checkpoint === undefined ? folder : join(folder, 'checkpoints', input.checkpoint);
        showFolder(path);
        return { path };
      }),
    },
  };
}
