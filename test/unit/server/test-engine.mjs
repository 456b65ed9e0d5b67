// A process at the engine's end of the line, which does what it is told. Node reads the TypeScript itself.
import { openHostChannel } from '../../../src-main/engine/host-channel.ts';

const channel = openHostChannel();
channel.onMessage((message) => {
  if (message === 'throw') throw new Error('a fault in the engine');
  if (message === 'kill') process.kill(process.pid, 'SIGKILL');
  if (message === 'interrupt') process.kill(process.pid, 'SIGINT');
  if (message === 'shout') console.error('x'.repeat(10_000), 'the end');
  if (message === 'leave') {
    for (let n = 0; n < 1000; n += 1) channel.send(n);
    void channel.drained().then(() => process.exit(7));
  } else channel.send({ got: message, added: process.env.ADDED });
});
channel.send('ready');
