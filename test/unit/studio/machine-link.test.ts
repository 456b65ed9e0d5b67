import { afterEach, describe, expect, it, vi } from 'vitest';
import { NotLetIn, type StudioThere } from '../../../src-main/studio/machines/dial';
import { MachineLink, type LinkState } from '../../../src-main/studio/machines/machine-link';

/** A line that is closed by hand. */
function line() {
  let end = () => {};
  let isOpen = true;
  const closed = new Promise<void>((resolve) => {
    end = () => {
      isOpen = false;
      resolve();
    };
  });
  const there = { closed, isOpen: () => isOpen, close: () => end() } as unknown as StudioThere;
  return { there, end };
}

let link: MachineLink | undefined;
afterEach(() => link?.close());

function linked(opens: (() => Promise<StudioThere>)[], follow = () => Promise.resolve()) {
  const states: LinkState['state'][] = [];
  const open = vi.fn(() => (opens.length > 1 ? opens.shift()! : opens[0]!)());
  const its = new MachineLink({ open, follow, onChange: () => states.push(its.current.state) });
  link = its;
  return { its, states, open };
}

describe('a line to another machine', () => {
  it('is there once what is known is up to date, and not before', async () => {
    let followed = () => {};
    const following = new Promise<void>((resolve) => (followed = resolve));
    const { there } = line();
    const { its } = linked([() => Promise.resolve(there)], () => following);
    its.start();
    expect(await its.reached(50)).toBeUndefined();
    expect(its.current.state).toBe('connecting');
    followed();
    expect(await its.reached(1000)).toBe(there);
    expect(its.current).toEqual({ state: 'reachable', problem: '' });
  });

  it('says why it is not there, and comes back by itself', async () => {
    const [first, second] = [line(), line()];
    const { its, states } = linked([
      () => Promise.resolve(first.there),
      () => Promise.reject(new Error('Nobody answers.')),
      () => Promise.resolve(second.there),
    ]);
    its.start();
    await its.reached(1000);
    first.end();
    await vi.waitFor(() => expect(its.current.state).toBe('unreachable'));
    expect(its.there).toBeUndefined();
    await vi.waitFor(
      () => expect(its.current).toEqual({ state: 'unreachable', problem: 'Nobody answers.' }),
      3000,
    );
    its.tryAgain();
    expect(await its.reached(3000)).toBe(second.there);
    expect(states).toEqual(['reachable', 'unreachable', 'unreachable', 'reachable']);
  });

  it('that is refused is no line that is down', async () => {
    const { its } = linked([() => Promise.reject(new NotLetIn('The token is not that of box.'))]);
    expect(await its.tried(1000)).toEqual({ state: 'refused', problem: 'The token is not that of box.' });
  });

  it('is given up at once when it is closed', async () => {
    const { its, open } = linked([() => Promise.reject(new Error('Nobody answers.'))]);
    await its.tried(1000);
    const waiting = its.reached(60_000);
    await its.close();
    expect(await waiting).toBeUndefined();
    expect(open).toHaveBeenCalledTimes(1);
  });
});
