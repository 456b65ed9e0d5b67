import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SentEvent, StudioEvent } from '@shared/contract/event';
import { heardRuns } from '@shared/contract/heard-runs';
import type { EpochRow, RunSummary } from '@shared/contract/run';
import { SentRuns } from '../../../src-main/studio/sent-runs';
import { epochRow, runSummary } from '../../run-summary';

const event = (run: RunSummary): StudioEvent => ({ type: 'run', run });
/** As it comes over the line. */
const carried = (sent: SentEvent): SentEvent => structuredClone(sent);

it('what a reader hears of runs is what was told, whatever grows, goes back, changes or is removed', () => {
  const told = fc.array(
    fc.record({
      run: fc.constantFrom('20260101-000000-aaaa', '20260101-000000-bbbb'),
      // Up to which epoch they stay, how many come then, and how long those took.
      stays: fc.nat(6),
      more: fc.nat(3),
      seconds: fc.nat(2),
      batchSize: fc.constantFrom(32, 32, 32, 64),
      isRemoved: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(told, (steps) => {
      const [sender, hear] = [new SentRuns(), heardRuns()];
      const epochsOf = new Map<string, EpochRow[]>();
      for (const { run, stays, more, seconds, batchSize, isRemoved } of steps) {
        const kept = (epochsOf.get(run) ?? []).slice(0, stays);
        const epochs = [
          ...kept,
          ...Array.from({ length: more }, (_, at) => epochRow(kept.length + at + 1, { seconds })),
        ];
        epochsOf.set(run, epochs);
        const base = runSummary({ id: run, epochs });
        const its: StudioEvent = isRemoved
          ? { type: 'run-removed', run }
          : event({ ...base, spec: { ...base.spec, batchSize } });
        expect(hear(carried(sender.sent(its)))).toEqual(its);
      }
    }),
  );
});

it('an epoch in the midst that was computed again is sent, though the last one took as long as before', () => {
  const [sender, hear] = [new SentRuns(), heardRuns()];
  const tell = (...seconds: number[]) => {
    const its = event(runSummary({ epochs: seconds.map((its, at) => epochRow(at + 1, { seconds: its })) }));
    expect(hear(carried(sender.sent(its)))).toEqual(its);
  };
  tell(0, 0, 0, 1);
  tell(0, 0, 1, 1);
});

it('of a run that a reader knows, one more epoch is sent and not a thousand', () => {
  const sender = new SentRuns();
  const epochs = Array.from({ length: 1000 }, (_, at) => epochRow(at + 1));
  expect(sender.sent(event(runSummary({ epochs }))).type).toBe('run');
  // The studio reads them anew from its file.
  const read = structuredClone([...epochs, epochRow(1001)]);
  const sent = sender.sent(event(runSummary({ epochs: read })));
  expect(sent).toMatchObject({ type: 'run-grown', same: 1000, epochs: [{ epoch: 1001 }] });
  expect(JSON.stringify(sent).length).toBeLessThan(8000);
});

it('of a run that the reader does not know, nothing is made up', () => {
  const sender = new SentRuns();
  sender.sent(event(runSummary({ epochs: [] })));
  expect(heardRuns()(sender.sent(event(runSummary({ epochs: [epochRow(1)] }))))).toBeUndefined();
});
