import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('calls each second while the process has something to wait for, and does not keep it', async () => {
  const source = resolve('src-main/durable/pool-heartbeat.ts');
  const program = `
    import { keepPoolAwake } from ${JSON.stringify(source)};
    const [started, calls] = [performance.now(), []];
    keepPoolAwake(() => calls.push(performance.now() - started));
    keepPoolAwake();
    setTimeout(() => console.log(JSON.stringify(calls)), 2500);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(stdout).toMatch(/^\[\d+\.?\d*(,\d+\.?\d*)*\]\n$/);
});
