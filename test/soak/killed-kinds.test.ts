import { afterAll, beforeAll, it } from 'vitest';
import { KILLED_KINDS, killAndResume } from '../killed-engine';
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

it.each(inTurn(KILLED_KINDS, 1, ({ isQuick }) => isQuick !== true))(
  'an engine that is killed is reported, and the resumed run ends the same, bit for bit: $name',
  ({ train }) => killAndResume(terminal, [...train, ...small]),
);
