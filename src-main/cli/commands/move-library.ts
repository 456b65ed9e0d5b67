import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LibraryMoveState } from '@shared/contract/library-move';
import { readBegun } from '../../studio/move/move-notes';
import { whereLibraryIs } from '../../studio/move/where-library-is';
import { connectToLibrary, type Connection } from '../connection';
import { count, size } from '../in-words';
import type { Output } from '../output';
import { progressBar } from '../progress-bar';
import { RunFailure } from '../run-failure';
import type { ExitCode } from '../session';

const LOOK_EVERY_MS = 200;

/** Waits until all of it is copied. @throws RunFailure */
async function copied({ client }: Connection, output: Output, to: string): Promise<LibraryMoveState> {
  let { move } = await client.library.move({ to });
  while (move?.state === 'copying') {
    const share = move.bytes > 0 ? move.bytesDone / move.bytes : 0;
    output.live(`${progressBar(share)} ${size(move.bytesDone)} of ${size(move.bytes)}`);
    output.event({ event: 'library-move', ...move });
    await sleep(LOOK_EVERY_MS);
    ({ move } = await client.library.place());
  }
  output.live('');
  if (move?.state !== 'copied') {
    throw new RunFailure(
      `${move?.reason || 'It was given up.'} The library is where it was: the same again goes on.`,
    );
  }
  return move;
}

/** Copies the library to another folder, verified, and uses that one from then on. */
export async function moveLibrary(output: Output, library: string, target: string): Promise<ExitCode> {
  const to = resolve(target);
  const connection = await connectToLibrary(library);
  let its: LibraryMoveState;
  try {
    its = await copied(connection, output, to);
  } finally {
    // With it, our own studio changes over.
    await connection.close({ save: true });
  }
  const { attachedTo } = connection;
  const isUsed = (await whereLibraryIs(library)) === to;
  if (!isUsed && attachedTo === undefined) {
    const reason = (await readBegun(library))?.reason ?? '';
    throw new RunFailure(`${reason} The library is where it was: the same again goes on.`.trim());
  }
  output.event({ event: 'library-moved', to, files: its.files, bytes: its.bytes, used: isUsed });
  output.line(
    `All of the library is in ${to}: ${count(its.files)} files, ${size(its.bytes)}, each verified.`,
  );
  output.line(
    isUsed
      ? `It is used from now on. ${library} leads there; what it holds can be removed in the window’s settings.`
      : `The Trainyard that has it open (process ${attachedTo}) changes over when it is closed.`,
  );
  return 0;
}
