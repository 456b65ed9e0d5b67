import { afterAll, beforeAll, it } from 'vitest';
import { CONTINUED_IN_SOAK, expectContinued } from '../continued-runs';
import { onSmallDataset } from '../small-dataset';
import { inTurn } from '../soak-turns';
import { Terminal } from '../terminal';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

it.each(inTurn(CONTINUED_IN_SOAK, 1))(
  'a run that is continued from a checkpoint of another ends as that did, bit for bit: $name',
  (continued) => expectContinued(terminal, continued, small),
);
