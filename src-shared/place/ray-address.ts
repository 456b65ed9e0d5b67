/** Of a cluster's dashboard, which is what jobs are sent to. */
const DASHBOARD_PORT = '8265';
/** Of Ray's own client, which is what `ray://` means elsewhere. */
const CLIENT_PORT = '10001';

export type RayAddress =
  | { ok: true; /** of the dashboard: "http://head:8265" */ address: string }
  | { ok: false; /** one sentence */ message: string };

const wrong = (message: string): RayAddress => ({ ok: false, message });

/**
 * The address of a Ray cluster, as somebody wrote it: `ray://head`, `ray://head:8265`, or the address of its dashboard
 * as a browser shows it, with the folder that a proxy puts it in.
 */
export function parseRayAddress(text: string): RayAddress {
  const written = text.trim();
  const [, scheme = '', rest = ''] = /^(ray|https?):\/\/(.+)$/i.exec(written) ?? [];
  const isRay = scheme.toLowerCase() === 'ray';
  let url: URL;
  try {
    if (rest === '') throw new TypeError('no scheme');
    url = new URL(`${isRay ? 'http' : scheme}://${rest}`);
  } catch {
    return wrong(
      `"${text}" is no address of a Ray cluster: write ray://HOST, or ray://HOST:PORT with the port of its dashboard.`,
    );
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    return wrong(
      `"${text}" is more than an address: leave out what stands before "@", and behind "?" or "#".`,
    );
  }
  if (isRay && url.port === CLIENT_PORT) {
    return wrong(
      `${CLIENT_PORT} is the port of Ray's client: jobs go to the cluster's dashboard, which is usually at port ${DASHBOARD_PORT}.`,
    );
  }
  if (isRay && !/:\d+\/*$/.test(rest)) url.port = DASHBOARD_PORT;
  return { ok: true, address: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** The address as people write it: "ray://head:8265". */
export const rayAddressWords = (address: string): string => address.replace(/^http:/, 'ray:');
