import { expect, it } from 'vitest';
import { reportPause } from '../../../../src-main/engine/job/report-pause';

it('reports more often where a thread of the machine is free', () => {
  expect(reportPause({ backend: 'cpu', threads: 1 }, 2)).toBe(50);
  expect(reportPause({ backend: 'gpu', threads: 2 }, 2)).toBe(50);
  expect(reportPause({ backend: 'cpu', threads: 2 }, 2)).toBe(200);
  expect(reportPause({ backend: 'wasm', threads: 1 }, 1)).toBe(200);
  // Before it is known what it computes with.
  expect(reportPause(undefined, 8)).toBe(200);
});
