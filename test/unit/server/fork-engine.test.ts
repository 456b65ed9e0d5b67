import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forkEngine } from '../../../src-main/server/fork-engine';
import type { EngineProcess } from '../../../src-main/studio/engine-process';

const start = () => forkEngine(resolve(import.meta.dirname, 'test-engine.mjs'), { ADDED: 'yes' });
const ended = (engine: EngineProcess) => new Promise<unknown>((resolve) => engine.onExit(resolve));

/** Starts an engine and collects what it says; `first` is sent when it is ready. */
function talk(first: unknown) {
  const engine = start();
  const said: unknown[] = [];
  engine.onMessage((message) => {
    said.push(message);
    if (message === 'ready') engine.send(first);
  });
  return { engine, said };
}

describe('an engine in a Node process', () => {
  it('gets and sends what a structured clone holds, and the environment that was added', async () => {
    const { engine, said } = talk({ samples: new Float32Array([1, 2]), missing: undefined });
    await expect.poll(() => said).toHaveLength(2);
    expect(said[1]).toEqual({ got: { samples: new Float32Array([1, 2]), missing: undefined }, added: 'yes' });
    engine.kill();
    expect(await ended(engine)).toEqual({ code: null, reason: 'it was killed (SIGKILL)' });
    engine.send('nobody hears this');
  });

  it('gets out all that it said before it ends', async () => {
    const { engine, said } = talk('leave');
    expect(await ended(engine)).toEqual({ code: 7, reason: 'it ended with code 7' });
    expect(said).toEqual(['ready', ...Array.from({ length: 1000 }, (_, n) => n)]);
  });

  it('leaves the end of what it wrote to stderr', async () => {
    const shouting = talk('shout');
    await expect.poll(() => shouting.engine.stderrTail()).toMatch(/x the end\n$/);
    expect(shouting.engine.stderrTail()).toHaveLength(4096);
    shouting.engine.kill();
    const { engine } = talk('throw');
    expect(await ended(engine)).toEqual({ code: 1, reason: 'it ended with code 1' });
    expect(engine.stderrTail()).toContain('a fault in the engine');
  });

  it('is not ended by Ctrl-C, which is for the studio', async () => {
    const { engine, said } = talk('interrupt');
    await expect.poll(() => said).toHaveLength(2);
    engine.send('still there');
    await expect.poll(() => said.at(-1)).toEqual({ got: 'still there', added: 'yes' });
    engine.kill();
    await ended(engine);
  });

  it('tells of its end also when asked late, and of a module that is not there', async () => {
    const engine = forkEngine('/no/such/engine.cjs', {});
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await ended(engine)).toEqual({ code: 1, reason: 'it ended with code 1' });
  });
});
