import { add, inWords, none } from './counts.mjs';
import { seconds } from './say.mjs';

/**
 * Runs stages in order and stops at the first that fails; returns its exit code. A stage is `{ name, run, counts }`:
 * `run` gives an exit code, `counts` (optional) tells afterwards how many tests there were.
 */
export async function runStages(stages) {
  let total = none;
  for (const { name, run, counts } of stages) {
    console.log(`\n── ${name}`);
    const since = performance.now();
    const code = await run();
    const here = counts?.() ?? none;
    total = add(total, here);
    console.log(`── ${name}: ${code === 0 ? 'ok' : `FAILED (exit code ${code})`}, ${seconds(since)}`);
    if (code === 0) continue;
    // A failure outside any test, of the linter for example, must show in the counts too.
    if (here.failed === 0) total = add(total, { ...none, failed: 1 });
    console.log(`\n${inWords(total)}`);
    return code;
  }
  console.log(`\n${inWords(total)}`);
  return 0;
}
