import { access, constants } from 'node:fs/promises';
import { arch, cpus, freemem, release, totalmem, type } from 'node:os';
import { APP_VERSION } from '../../server/app-version';
import { connectToLibrary } from '../connection';
import { failureOf } from '../failure';
import { size } from '../in-words';
import type { Output } from '../output';
import type { ExitCode } from '../session';

/** Tells what this machine and library can do, the part that works even when the library does not. */
export async function doctor(output: Output, libraryFolder: string): Promise<ExitCode> {
  const processors = cpus();
  const machine = {
    version: APP_VERSION,
    node: process.versions.node,
    system: `${type()} ${release()} ${arch()}`,
    cpus: processors.length,
    cpu: processors[0]?.model.trim() ?? '',
    memoryBytes: totalmem(),
    memoryFreeBytes: freemem(),
  };
  output.event({ event: 'machine', ...machine });
  output.line(`Trainyard   ${machine.version}`);
  output.line(`Node        ${machine.node}`);
  output.line(`System      ${machine.system}`);
  output.line(`Processors  ${machine.cpus}${machine.cpu ? ` (${machine.cpu})` : ''}`);
  output.line(`Memory      ${size(machine.memoryBytes)}, ${size(machine.memoryFreeBytes)} free`);
  const connection = await connectToLibrary(libraryFolder).catch((error: unknown) => {
    const { message, field } = failureOf(error);
    output.line(`Library     ${libraryFolder}`);
    output.failure(message, field);
    return undefined;
  });
  if (!connection) return 1;
  try {
    const { client, attachedTo } = connection;
    const { library } = await client.studio.info();
    const writable = await access(library.folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    output.event({
      event: 'library',
      ...library,
      writable,
      ...(attachedTo !== undefined && { openIn: attachedTo }),
    });
    output.line(
      `Library     ${library.folder}, ${writable ? 'can be written' : 'cannot be written'}, ${size(library.bytesFree)} free`,
    );
    if (attachedTo !== undefined) output.line(`            open in process ${attachedTo}`);
    if (library.readOnly !== '') output.line(`            ${library.readOnly}`);
    for (const folder of library.unreadable) {
      output.line(`            cannot be read, and is left as it is: ${folder}`);
    }
    output.live('Looking for backends …');
    const backends = await client.backends.list({ again: true });
    output.live('');
    output.line('Backends, best first:');
    for (const backend of backends) {
      output.event({ event: 'backend', ...backend });
      output.line(
        `  ${backend.kind.padEnd(4)}  ${backend.state.padEnd(11)}  ${backend.description || backend.reason}`,
      );
      if (backend.description && backend.reason) output.line(`                     ${backend.reason}`);
      if (backend.hint) output.line(`                     ${backend.hint}`);
    }
    const usable = backends.find(({ state }) => state === 'ready');
    output.line(usable ? `Training uses ${usable.kind} unless told otherwise.` : 'Nothing here can train.');
    output.event({ event: 'done', backend: usable?.kind ?? null });
    return usable ? 0 : 1;
  } finally {
    await connection.close({ save: true });
  }
}
