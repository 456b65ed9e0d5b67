import { access } from 'node:fs';

/** Milliseconds that a call can be overslept. */
const EVERY_MS = 1000;

let beat: NodeJS.Timeout | undefined;

/**
 * Keeps the threads that make this process's file calls from sleeping while one waits for them. In glibc before 2.41 the
 * signal that wakes them can get lost (its bug 25847), and the call then waits until another one is made: for good, where the
 * program has nothing else to do until it is answered.
 */
export function keepPoolAwake(call: () => void = () => access('/', () => {})): void {
  beat ??= setInterval(call, EVERY_MS).unref();
}
