import type { StoredArray } from './array-file';

/** Items of two arrays that go together, in views that are valid until the next ones are asked for. */
export interface Step {
  count: number;
  views: { view: DataView; at: number; itemBytes: number }[];
}

/** Reads arrays with the same number of items side by side. @throws DataError as they do */
export async function* inStep(arrays: readonly StoredArray[], signal?: AbortSignal): AsyncGenerator<Step> {
  const states = arrays.map((array) => {
    const { shape, bytes } = array.header;
    const view: DataView = new DataView(new ArrayBuffer(0));
    return { items: array.items(signal), itemBytes: bytes / shape[0]!, view, at: 0 };
  });
  try {
    for (;;) {
      let count = Infinity;
      for (const state of states) {
        if (state.at >= state.view.byteLength) {
          const next = await state.items.next();
          if (next.done === true) {
            // Whether more follows than is claimed shows at an array's end only.
            for (const { items } of states) while ((await items.next()).done !== true);
            return;
          }
          state.view = next.value;
          state.at = 0;
        }
        count = Math.min(count, (state.view.byteLength - state.at) / state.itemBytes);
      }
      yield { count, views: states.map(({ view, at, itemBytes }) => ({ view, at, itemBytes })) };
      for (const state of states) state.at += count * state.itemBytes;
    }
  } finally {
    for (const { items } of states) await items.return(undefined);
  }
}
