import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { APP_VERSION } from './app-version';
import { contractFingerprint } from './contract-fingerprint';
import { countGuesses } from './guesses';
import { CONTRACT_HEADER, VERSION_HEADER } from './machine-headers';
import { isMachineToken } from './machine-token';
import { refuseUpgrade } from './refuse-upgrade';
import type { RpcSockets } from './rpc-socket';

const OWN_HEADERS = () => ({ [VERSION_HEADER]: APP_VERSION, [CONTRACT_HEADER]: contractFingerprint() });

/**
 * Lets Trainyards of other machines in, by a token that lasts. Through a tunnel they come under any host and port, so it is
 * not the host that tells them from pages of other sites, but the token in a header, which no page can send.
 *
 * @param programFolder holds the token; where there is none, nobody is let in
 */
export function openMachineDoor(programFolder: string, rpc: RpcSockets) {
  const guesses = countGuesses();

  const admit = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) {
      return refuseUpgrade(socket, 403, 'Pages of browsers are not let in here.');
    }
    if (guesses.areMany()) {
      return refuseUpgrade(socket, 429, 'Too many wrong tokens were shown: wait a minute.');
    }
    const token = /^Bearer (.{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !(await isMachineToken(programFolder, token))) {
      guesses.count();
      return refuseUpgrade(socket, 401, 'The token is not that of this Trainyard.');
    }
    if (request.headers[CONTRACT_HEADER] !== contractFingerprint()) {
      return refuseUpgrade(
        socket,
        426,
        `This is Trainyard ${APP_VERSION}, and another one than yours.`,
        OWN_HEADERS(),
      );
    }
    return rpc.accept(request, socket, head, 'watched');
  };

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    admit(request, socket, head).catch(() => socket.destroy());
  };
}
