import { afterAll, beforeAll, describe, it } from 'vitest';
import { CONTINUED_OFTEN, expectContinued } from '../continued-runs';
import { onSmallDataset } from '../small-dataset';
import { Terminal } from '../terminal';

let terminal: Terminal;
let small: string[];
beforeAll(async () => {
  terminal = await Terminal.openEmpty();
  small = await onSmallDataset(terminal);
});
afterAll(() => terminal.close());

describe('a run that is continued from a checkpoint of another ends as that did, bit for bit, with the same rows', () => {
  // Other kinds of runs are continued in test/soak.
  it.each(CONTINUED_OFTEN)('$name', (continued) => expectContinued(terminal, continued, small));
});
