import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { firstWorking } from '../lib/run.mjs';
import { Problem } from '../lib/say.mjs';

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Whether there is, or can be made, a display to open windows on. */
export const canHaveDisplay = () => hasDisplay() || firstWorking(['Xvfb'], ['-help']) !== undefined;

/**
 * Runs `work` with the variables that lead to a display: the one that is there, or a virtual one made for it.
 * (Not by xvfb-run: its clean-up at times fails after everything has gone well, and it waits three seconds at start.)
 */
export async function withDisplay(work) {
  if (hasDisplay()) return work({});
  // The server writes the number of the display that it found free to file descriptor 3, once it is ready.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const stop = () => server.kill();
  process.on('exit', stop);
  try {
    const ended = once(server, 'exit').then(() => undefined);
    const ready = once(server.stdio[3], 'data').then(([number]) => String(number).trim());
    const number = await Promise.race([ready, ended]);
    if (!number)
      throw new Problem('The virtual display (Xvfb) did not start.', 'Set DISPLAY to one that works.');
    return await work({ DISPLAY: `:${number}` });
  } finally {
    process.off('exit', stop);
    stop();
  }
}
