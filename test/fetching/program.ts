import { fetchPublished } from '../../src-main/engine/data/catalog/fetch-published';
import type { FetchOrder } from './fetch-program';

/** Fetches what it is told to, in a process of its own that can be killed. */
process.once('message', (order: FetchOrder) => {
  const { mirrors, ...rest } = order;
  fetchPublished({
    ...rest,
    mirrors: mirrors.map((mirror) => new URL(mirror)),
    onProgress: (done, total, unit) => process.send?.({ done, total, unit }),
    signal: new AbortController().signal,
    patience: { tries: 2, waitMs: 10, stallMs: 10_000 },
  }).then(
    ({ document }) => process.send?.({ fingerprint: document.fingerprint }, () => process.exit(0)),
    (error: Error) => process.send?.({ error: error.message }, () => process.exit(1)),
  );
});
