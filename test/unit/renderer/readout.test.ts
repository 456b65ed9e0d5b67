import { expect, it } from 'vitest';
import { effectScope, ref, shallowRef } from 'vue';
import { SeriesBuffer } from '@shared/charts/series-buffer';
import type { XKind } from '@shared/charts/series-lines';
import { SERIES_COLUMNS } from '@shared/series/columns';
import type { Extent } from '../../../src-renderer/charts/zoom';
import { useCurves } from '../../../src-renderer/pages/run/use-curves';
import { useReadout } from '../../../src-renderer/pages/run/use-readout';
import { runSummary } from '../../run-summary';
import { onPage } from './on-page';

it('a part of a run is read at its last step, which is the end of its line', () => {
  const steps = new Float64Array(40 * SERIES_COLUMNS.length);
  for (let row = 0; row < 40; row++) {
    steps.set([row + 1, (row + 1) / 10, row, 100 - row, 0.5, 0.1], row * SERIES_COLUMNS.length);
  }
  const run = shallowRef(runSummary());
  const [kind, hover] = [ref<XKind>('epoch'), ref<number>()];
  const chosen = shallowRef<Extent | undefined>({ left: 1, right: 2.05 });
  const scope = effectScope();
  const { curves, readout } = onPage({})(() =>
    scope.run(() => {
      const its = useCurves({
        run,
        kind,
        chosen,
        series: shallowRef(new SeriesBuffer().extended(steps.buffer)),
        isLog: ref(false),
        window: ref(1),
        isFitted: ref(false),
        width: ref(800),
        measure: ref('valAccuracy'),
      });
      return { curves: its, readout: useReadout({ run, kind, window: ref(1), curves: its, hover }) };
    }),
  )!;
  expect(curves.smoothLoss.value.findLast(({ x }) => x <= 2.05)).toEqual({ x: 2, y: 81 });
  expect(readout.lossNow.value.train).toBe(81);
  expect(readout.where.value).toBe('at epoch 2.00, step 20');
  hover.value = 1.5;
  expect(readout.lossNow.value.train).toBe(86);
  [hover.value, chosen.value] = [undefined, undefined];
  expect([readout.lossNow.value.train, readout.where.value]).toEqual([61, 'at the end']);
  scope.stop();
});
