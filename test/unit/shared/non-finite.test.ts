import { describe, expect, it } from 'vitest';
import { checkSpec } from '@shared/spec/check';
import { parseSpec } from '@shared/spec/parse';
import { presets } from '@shared/spec/presets';
import { withSetting } from '@shared/spec/with-setting';

const spec = presets.mlp.spec({ id: 'digits', classes: [...'0123456789'] });
const messageOf = (draft: unknown) => {
  const parsed = parseSpec(draft);
  return parsed.ok ? '' : parsed.problems[0]!.message;
};

describe('what a run does when its numbers blow up', () => {
  it('is to stop, also where a spec of before says nothing', () => {
    const { onNonFinite, ...before } = spec;
    expect(onNonFinite).toEqual({ do: 'stop' });
    expect(parseSpec(before)).toEqual({ ok: true, spec });
  });

  it('brings its fields along when it is chosen, and only those are its own', () => {
    const rolling = withSetting(spec, 'onNonFinite.do', 'roll-back');
    expect(rolling.onNonFinite).toEqual({ do: 'roll-back', factor: 0.1, times: 3 });
    expect(withSetting(rolling, 'onNonFinite.do', 'stop').onNonFinite).toEqual({ do: 'stop' });
    expect(messageOf({ ...spec, onNonFinite: { do: 'stop', times: 2 } })).toContain(
      'onNonFinite.times is not a field of stop',
    );
    expect(messageOf({ ...spec, onNonFinite: { do: 'pray' } })).toBe(
      'onNonFinite.do must be "stop" or "roll-back", not "pray".',
    );
  });

  it('cannot be to roll back where nothing is saved, and says so with a mend', () => {
    const rolling = withSetting(spec, 'onNonFinite.do', 'roll-back');
    const unsaved = { ...rolling, checkpoint: { ...rolling.checkpoint, everyEpochs: 0, best: false } };
    const dataset = { name: 'Digits', shape: [28, 28, 1], classes: [...'0123456789'], trainCount: 60_000 };
    const about = (one: typeof spec) =>
      checkSpec(one, dataset as Parameters<typeof checkSpec>[1]).filter(
        ({ path }) => path === 'onNonFinite.do',
      );
    expect(about(rolling)).toEqual([]);
    expect(about(unsaved)).toMatchObject([
      { severity: 'warning', mends: [{ changes: [{ path: 'checkpoint.everyEpochs', value: 1 }] }] },
    ]);
  });
});
