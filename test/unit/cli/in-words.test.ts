import { describe, expect, it } from 'vitest';
import { duration, loss, percent, size, table } from '../../../src-main/cli/in-words';
import { progressBar } from '../../../src-main/cli/progress-bar';

describe('numbers in words', () => {
  it('read well', () => {
    expect([0, 59.6, 61, 3723].map(duration)).toEqual(['0:00', '1:00', '1:01', '1:02:03']);
    expect([0, 999, 1000, 2_500_000, 3e15].map(size)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '2.5 MB',
      '3000.0 TB',
    ]);
    expect([percent(null), percent(0.97254), loss(null), loss(0.123456)]).toEqual([
      '–',
      '97.25%',
      '–',
      '0.1235',
    ]);
  });

  it('stand in aligned columns', () => {
    expect(
      table(
        ['run', 'loss'],
        [
          ['a', '0.5'],
          ['long', '10.25'],
        ],
      ),
    ).toEqual(['run    loss', 'a       0.5', 'long  10.25']);
  });

  it('fill a bar', () => {
    expect([0, 0.5, 1, 7, -1].map((share) => progressBar(share, 4))).toEqual([
      '▕    ▏',
      '▕██  ▏',
      '▕████▏',
      '▕████▏',
      '▕    ▏',
    ]);
  });
});
