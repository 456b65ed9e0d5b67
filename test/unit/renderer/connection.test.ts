import type { ClientContext, ClientLink } from '@orpc/client';
import { describe, expect, it, vi } from 'vitest';
import { connect, type ConnectionState } from '../../../src-renderer/client/connection';
import { NotAllowed, type Line } from '../../../src-renderer/client/transport';

/** A transport whose openings are told what to do, one by one. */
function scripted(openings: (() => Promise<Line>)[]) {
  return {
    open: () => openings.shift()?.() ?? new Promise<Line>(() => {}),
  };
}
const link = (answer: unknown): ClientLink<ClientContext> => ({ call: () => Promise.resolve(answer) });

describe('connect', () => {
  it('opens a new line when the old one breaks, for the same client', async () => {
    let breakFirst = () => {};
    const broken = new Promise<void>((resolve) => {
      breakFirst = resolve;
    });
    const connection = connect(
      scripted([
        () => Promise.resolve({ link: link('first'), closed: broken }),
        () => Promise.reject(new Error('not yet')),
        () => Promise.resolve({ link: link('second'), closed: new Promise(() => {}) }),
      ]),
    );
    const states: ConnectionState[] = [];
    connection.watch((state) => states.push(state));
    await vi.waitFor(() => expect(states.at(-1)).toBe('open'));
    await expect(connection.client.runs.list()).resolves.toBe('first');
    breakFirst();
    await vi.waitFor(() => expect(states.at(-1)).toBe('lost'));
    await expect(connection.client.runs.list()).rejects.toThrow('cannot be reached');
    await vi.waitFor(() => expect(states).toEqual(['connecting', 'open', 'lost', 'open']), { timeout: 5000 });
    await expect(connection.client.runs.list()).resolves.toBe('second');
  });

  it('says when the studio wants its token', async () => {
    const connection = connect(scripted([() => Promise.reject(new NotAllowed())]));
    const states: ConnectionState[] = [];
    connection.watch((state) => states.push(state));
    await vi.waitFor(() => expect(states.at(-1)).toBe('refused'));
  });
});
