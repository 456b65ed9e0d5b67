import type { IncomingMessage } from 'node:http';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { NotLetIn, type DialledMachine, type StudioThere } from '../studio/machines/dial';
import { APP_VERSION } from './app-version';
import { contractFingerprint } from './contract-fingerprint';
import { CONTRACT_HEADER, MACHINE_PATH, VERSION_HEADER } from './machine-headers';
import { endWhenSilent } from './silent-socket';

const HANDSHAKE_TIMEOUT_MS = 15_000;
/** The largest that comes from another machine: what an evaluation kept, or an archive of an export. */
const MOST_ANSWER_BYTES = 512 * 1024 * 1024;

/** A version as another machine gives it, short and plain whatever it sent. */
const shownVersion = (version: string | string[] | undefined): string => {
  const shown = typeof version === 'string' ? /^[0-9A-Za-z.+-]{1,40}$/.exec(version)?.[0] : undefined;
  return shown === undefined ? 'another version of Trainyard' : `Trainyard ${shown}`;
};

/** Why somebody who answered does not let us in. */
function refusalOf({ name, address }: DialledMachine, { statusCode, headers }: IncomingMessage): NotLetIn {
  switch (statusCode) {
    case 401:
      return new NotLetIn(
        `The token is not that of ${name}: \`trainyard machines token\` shows it there. The one in the address that \`trainyard serve\` prints is for a browser.`,
      );
    case 426: {
      const theirs = shownVersion(headers[VERSION_HEADER]);
      const words =
        theirs === `Trainyard ${APP_VERSION}`
          ? `${name} runs another build of ${theirs} than this one, and the two do not understand each other`
          : `${name} runs ${theirs} and this is ${APP_VERSION}, which do not understand each other`;
      return new NotLetIn(`${words}: install the same version on both.`);
    }
    case 429:
      return new NotLetIn(`Too many wrong tokens were shown to ${name}: wait a minute.`);
    default:
      return new NotLetIn(
        `What answers at ${address} is no Trainyard that lets other machines in (HTTP ${statusCode ?? 'unknown'}): start \`trainyard serve\` there, in this version.`,
      );
  }
}

/** Why nobody answers. */
function failureOf({ name, address }: DialledMachine, error: Error): Error {
  const code = 'code' in error ? String(error.code) : '';
  const { host } = new URL(address);
  const why: Record<string, string> = {
    ECONNREFUSED: `Nobody answers at ${host}: start \`trainyard serve\` on ${name}, or open the tunnel to it.`,
    ENOTFOUND: `There is no machine under the address ${host}.`,
    ECONNRESET: `${host} broke the connection off: is the tunnel open, and \`trainyard serve\` running on ${name}?`,
    ETIMEDOUT: `${host} does not answer: is the machine on, and in the network?`,
  };
  return new Error(why[code] ?? `${name} cannot be reached at ${host} (${error.message}).`, { cause: error });
}

/** Connects to another machine's Trainyard. @throws NotLetIn, or an error with a sentence */
export async function dialMachine(machine: DialledMachine, signal: AbortSignal): Promise<StudioThere> {
  const socket = new WebSocket(new URL(MACHINE_PATH, machine.address.replace(/^http/, 'ws')), {
    headers: {
      authorization: `Bearer ${machine.token}`,
      [VERSION_HEADER]: APP_VERSION,
      [CONTRACT_HEADER]: contractFingerprint(),
    },
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    followRedirects: false,
    maxPayload: MOST_ANSWER_BYTES,
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  const giveUp = () => socket.terminate();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('unexpected-response', (request, response) => {
        reject(refusalOf(machine, response));
        response.destroy();
        request.destroy();
      });
      socket.on('error', (error) => reject(failureOf(machine, error)));
      socket.once('close', () => reject(failureOf(machine, new Error('it was closed'))));
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  endWhenSilent(socket);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    line: new RPCLink({ websocket: socket }),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    closed,
    close: () => socket.terminate(),
  };
}
