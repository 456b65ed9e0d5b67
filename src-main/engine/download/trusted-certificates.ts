import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where the settings say that certificates of one's own lie, in PEM. */
const VARIABLE = 'TRAINYARD_CERTIFICATES';

let known: { path: string; certificates: string[] } | undefined;

/**
 * The certificates to trust: Node's own, and those of the file that the settings name. Given to each connection, since
 * what Node itself reads at its start (`NODE_EXTRA_CA_CERTS`) does not reach every shell's engines.
 *
 * @returns undefined where no file is named: Node's own then
 */
export function trustedCertificates(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string[] | undefined {
  const path = environment[VARIABLE];
  if (!path) return undefined;
  if (known?.path !== path) {
    // Older ones, as Electron may have, tell of their root certificates alone.
    const own =
      typeof tls.getCACertificates === 'function'
        ? tls.getCACertificates('default')
        : [...tls.rootCertificates];
    known = { path, certificates: [...own, readFileSync(path, 'utf8')] };
  }
  return known.certificates;
}
