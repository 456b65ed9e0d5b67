import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JoinedPasses, TooBusy } from '../../../../src-main/server/model/joined-passes';

/** As many as are under way at a time. */
const AT_ONCE = 2;

/** A pass that waits until it is let go, and says each byte doubled. */
function held(mostRows: number, mostWaiting = 100) {
  const sizes: number[] = [];
  const doors: (() => void)[] = [];
  const joined = new JoinedPasses<Uint8Array, number[]>({
    mostRows,
    mostWaiting,
    pass: async (asked) => {
      sizes.push(asked.reduce((sum, { length }) => sum + length, 0));
      await new Promise<void>((resolve) => doors.push(resolve));
      if (asked.some((bytes) => bytes.includes(99))) throw new Error('it broke');
      return asked.map((bytes) => Array.from(bytes, (value) => 2 * value));
    },
  });
  const letGo = async (times: number) => {
    for (let done = 0; done < times; done++) {
      while (doors.length === 0) await new Promise((resolve) => setImmediate(resolve));
      doors.shift()!();
    }
  };
  return { joined, sizes, letGo };
}

describe('requests that come together', () => {
  it('are joined, in their order, each with its own answers', async () => {
    const { joined, sizes, letGo } = held(4);
    const asked = [[1], [2], [3, 4], [5], [6, 7, 8, 9, 10], [11]].map((values) =>
      joined.ask(Uint8Array.from(values), values.length),
    );
    await letGo(4);
    expect((await Promise.all(asked)).map((answers) => [...answers])).toEqual([
      [2],
      [4],
      [6, 8],
      [10],
      [12, 14, 16, 18, 20],
      [22],
    ]);
    expect(sizes).toEqual([4, 1, 5, 1]);
    expect([joined.passes, joined.samples]).toEqual([4, 11]);
  });

  it('wait for one of the passes that are under way, and are joined meanwhile', async () => {
    const { joined, sizes, letGo } = held(4);
    const asked: Promise<number[]>[] = [];
    for (const value of [1, 2, 3, 4, 5]) {
      asked.push(joined.ask(Uint8Array.of(value), 1));
      await turn();
    }
    expect(sizes).toHaveLength(AT_ONCE);
    await letGo(AT_ONCE + 1);
    expect(await Promise.all(asked)).toEqual([[2], [4], [6], [8], [10]]);
    expect(sizes).toEqual([1, 1, 3]);
  });

  it('fail together with their pass, and the next ones go on', async () => {
    const { joined, letGo } = held(4);
    const first = joined.ask(Uint8Array.of(1), 1);
    await turn();
    const [broken, beside] = [99, 2].map((value) => joined.ask(Uint8Array.of(value), 1));
    // Told when it is their turn.
    for (const one of [broken, beside]) one?.catch(() => {});
    await letGo(2);
    expect(await first).toEqual([2]);
    await expect(broken).rejects.toThrow('it broke');
    await expect(beside).rejects.toThrow('it broke');
    const after = joined.ask(Uint8Array.of(3), 1);
    await letGo(1);
    expect([...(await after)]).toEqual([6]);
  });

  it('are refused where too many wait', async () => {
    const { joined, letGo } = held(2, 3);
    const taken = [1, 2, 3].map((value) => joined.ask(Uint8Array.of(value), 1));
    await expect(joined.ask(Uint8Array.of(5), 1)).rejects.toBeInstanceOf(TooBusy);
    await letGo(2);
    await Promise.all(taken);
  });
});
