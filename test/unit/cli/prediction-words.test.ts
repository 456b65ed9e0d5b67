import { expect, it } from 'vitest';
import { csvRow, sayingEvent, sayingLine } from '../../../src-main/cli/predict/prediction-words';

const target = { type: 'classes' as const, names: ['a', 'b', 'c'] };
const said = { where: 'x.png', answer: { numbers: [1, 0, 1], top: 2 } };

it('the predicted class is told, also where another one is as likely', () => {
  expect(sayingLine(said, target)).toBe('x.png  c  100.0%');
  expect(sayingEvent(said, target)).toMatchObject({ class: 'c', likelihood: 1 });
  expect(csvRow(said, target, []).trim()).toBe('x.png,c,1,1,0,1');
});
