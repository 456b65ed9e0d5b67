import type { WebSocket } from 'ws';

/** How often the other side is asked whether it is there; it counts as gone when it has not answered by the next time. */
const ASK_EVERY_MS = 10_000;

/**
 * Ends a connection whose other side says nothing any more: behind a cut cable, or a machine that sleeps, it would stay open
 * for hours, and whatever is asked of it would wait.
 */
export function endWhenSilent(socket: WebSocket, everyMs = ASK_EVERY_MS): void {
  let hasAnswered = true;
  const heard = () => {
    hasAnswered = true;
  };
  socket.on('pong', heard);
  socket.on('message', heard);
  const timer = setInterval(() => {
    if (!hasAnswered) return socket.terminate();
    hasAnswered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, everyMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
