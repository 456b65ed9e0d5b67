import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openOutput } from '../../../src-main/cli/output';

/** A stream that collects, or whose reader is gone. */
function stream({ broken = '', isTTY = false } = {}) {
  let text = '';
  const writable = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done(broken ? Object.assign(new Error(broken), { code: broken }) : null);
    },
  });
  const fake = Object.assign(writable, { isTTY, columns: 30 }) as unknown as NodeJS.WriteStream;
  return { fake, text: () => text };
}

describe('output', () => {
  it('is nothing but JSON lines with --json', () => {
    const [out, err] = [stream({ isTTY: true }), stream()];
    const output = openOutput({ json: true, stdout: out.fake, stderr: err.fake });
    output.line('for people');
    output.live('a bar');
    output.note('Warning: careful.');
    output.event({ event: 'epoch', epoch: 1 });
    output.failure('epochs must be at least 1, not 0.', 'epochs');
    expect(
      out
        .text()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { event: 'epoch', epoch: 1 },
      { event: 'error', message: 'epochs must be at least 1, not 0.', field: 'epochs' },
    ]);
    expect(err.text()).toBe('Warning: careful.\nepochs must be at least 1, not 0.\n');
  });

  it('has plain lines and no bar where nobody watches', () => {
    const [out, err] = [stream(), stream()];
    const output = openOutput({ json: false, stdout: out.fake, stderr: err.fake });
    output.live('a bar');
    output.line('epoch 1');
    output.event({ event: 'epoch' });
    expect(out.text()).toBe('epoch 1\n');
  });

  it('keeps the live line below the others, cut to the width of the terminal', () => {
    const out = stream({ isTTY: true });
    const output = openOutput({ json: false, stdout: out.fake, stderr: stream().fake });
    output.live('x'.repeat(40));
    output.line('epoch 1');
    output.live('');
    const bar = 'x'.repeat(29);
    expect(out.text().replaceAll('\r\u001B[2K', '|')).toBe(`|${bar}|epoch 1\n${bar}|`);
  });

  // A pipe, and a terminal whose window was closed.
  it('goes on where it cannot be kept, says so once, and does not call that success', async () => {
    const err = stream();
    const output = openOutput({ json: true, stdout: stream({ broken: 'ENOSPC' }).fake, stderr: err.fake });
    for (let epoch = 1; epoch < 4; epoch++) {
      output.event({ event: 'epoch', epoch });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(err.text()).toBe(
      'What this command tells cannot be written any more (ENOSPC); it goes on without.\n',
    );
    expect(output.isCutOff()).toBe(true);
  });

  it.each(['EPIPE', 'EIO'])('does not mind that its reader is gone: %s', async (broken) => {
    const output = openOutput({ json: false, stdout: stream({ broken }).fake, stderr: stream().fake });
    output.line('one');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(() => output.line('two')).not.toThrow();
  });
});
