import { RPCHandler } from '@orpc/server/message-port';
import { ipcMain, MessageChannelMain, type WebFrameMain } from 'electron';
import { logFaults } from '../server/rpc-faults';
import type { ServedRouter } from '../server/rpc-socket';
import { isOwnUrl } from './app-origin';
import { DELIVER_PORT, REQUEST_PORT } from './port-channels';

const isOwnPage = (frame: WebFrameMain | null): frame is WebFrameMain =>
  frame !== null && frame.parent === null && isOwnUrl(frame.url);

/** Gives each of our pages that asks for it a port that speaks the contract. */
export function offerStudioPorts(router: ServedRouter): void {
  const handler = new RPCHandler(router, { interceptors: [logFaults] });
  ipcMain.on(REQUEST_PORT, ({ senderFrame }) => {
    if (!isOwnPage(senderFrame)) return;
    const { port1: studioEnd, port2: pageEnd } = new MessageChannelMain();
    handler.upgrade(studioEnd, { context: {} });
    studioEnd.start();
    senderFrame.postMessage(DELIVER_PORT, null, [pageEnd]);
  });
}
