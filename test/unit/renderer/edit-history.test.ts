import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginHistory,
  redone,
  undone,
  withEdit,
  type EditHistory,
} from '../../../src-renderer/editing/edit-history';

const typed = (texts: [string, string, number][], from = 'start') =>
  texts.reduce<EditHistory<string>>(
    (history, [text, key, at]) => withEdit(history, text, { key, at }),
    beginHistory(from),
  );

describe('the history of a draft', () => {
  it('makes one step of what is typed into one field without a rest', () => {
    const history = typed([
      ['1', 'epochs', 0],
      ['12', 'epochs', 900],
      ['120', 'epochs', 1800],
    ]);
    expect(undone(history).present).toBe('start');
    expect(redone(undone(history)).present).toBe('120');
  });

  it('makes another step after a rest, in another field, and of a change that has no key', () => {
    const history = typed([
      ['1', 'epochs', 0],
      ['12', 'epochs', 1000],
      ['12b', 'batch', 1001],
      ['12bx', '', 1002],
      ['12bxy', '', 1003],
    ]);
    expect(history.past).toEqual(['start', '1', '12', '12b', '12bx']);
  });

  it('goes back at most five seconds in one step, however steadily somebody types', () => {
    const history = typed(Array.from({ length: 20 }, (_, i) => [`${i}`, 'text', i * 500]));
    expect(history.past).toEqual(['start', '9']);
  });

  it('adds nothing to a step that was gone back to', () => {
    const back = undone(typed([['1', 'epochs', 0]]));
    expect(withEdit(back, '2', { key: 'epochs', at: 1 }).past).toEqual(['start']);
  });

  it('comes to the same state by all steps back and all forward', () => {
    const edits = fc.array(fc.tuple(fc.string(), fc.constantFrom('', 'a', 'b'), fc.nat(3000)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(edits, (list) => {
        let at = 0;
        const history = typed(list.map(([text, key, pause]) => [text, key, (at += pause)]));
        let its = history;
        while (its.past.length > 0) its = undone(its);
        expect(its.present).toBe('start');
        while (its.future.length > 0) its = redone(its);
        expect(its.present).toBe(history.present);
        expect(its.past).toEqual(history.past);
      }),
    );
  });
});
