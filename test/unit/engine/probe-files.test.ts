import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BackendReport } from '@shared/contract/backend';
import { probeFiles } from '../../../src-main/engine/backend/probe-files';
import { nativeReady } from './native-ready';

const report = (kind: BackendReport['kind'], state: BackendReport['state']): BackendReport => ({
  kind,
  state,
  description: '',
  reason: '',
  hint: '',
  bfloat16Speed: null,
  engineBytes: 0,
});

describe('what a probe hangs on', () => {
  it.skipIf(!nativeReady)('is the library with all that it is linked to, for one that loads', () => {
    const files = probeFiles(report('cpu', 'ready'))!;
    expect(files).toContainEqual(expect.stringMatching(/tfjs_binding\.node$/));
    expect(files).toContainEqual(expect.stringMatching(/libtensorflow[^/]*$/));
    expect(files.filter((path) => /binding|libtensorflow/.test(path)).every(existsSync)).toBe(true);
  });

  it.skipIf(!nativeReady)('is more than files where a library is there and cannot be used', () => {
    expect(probeFiles(report('cpu', 'unavailable'))).toBeNull();
  });

  it('is more than files for a GPU, and for WebAssembly that does not start', () => {
    expect(probeFiles(report('gpu', 'ready'))).toBeNull();
    expect(probeFiles(report('wasm', 'unavailable'))).toBeNull();
    expect(probeFiles(report('wasm', 'ready'))).toContainEqual(expect.stringContaining('backend-wasm'));
  });
});
