import { requireLoopback } from '../server/web-server';
import type { OptionValues } from './options';
import { wholeNumber } from './train-arguments';
import { UsageError } from './usage-error';

/** The window, for a browser on this machine. */
export interface ServeCommand {
  name: 'serve';
  host: string;
  port: number | undefined;
  allow: string[] | undefined;
}

/** @throws UsageError */
export const portNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : wholeNumber('--port', text, 65_535);

/** @throws UsageError */
export function serveArguments({
  host = '127.0.0.1',
  port,
  allow,
}: Pick<OptionValues, 'host' | 'port' | 'allow'>): ServeCommand {
  try {
    requireLoopback(host);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), '--host');
  }
  return { name: 'serve', host, port: portNumber(port), allow };
}
