import * as fs from 'node:fs';
import * as os from 'node:os';

/** What the numbers were measured on. */
export function describeMachine() {
  let cpu = os.cpus()[0]?.model.trim() ?? 'unknown';
  try {
    const text = fs.readFileSync('/proc/cpuinfo', 'utf8');
    const field = (name) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text)?.[1];
    // In a virtual machine the name is often cut short: family and model say which it is.
    cpu = `${cpu} (family ${field('cpu family')}, model ${field('model')})`;
  } catch {
    // not Linux
  }
  return {
    cpu,
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
  };
}
