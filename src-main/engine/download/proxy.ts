type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (or in small letters) say.
 *
 * @returns undefined where there is none, or it is not to be used for this host
 */
export function proxyFor(address: URL, environment: Environment = process.env): URL | undefined {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const named = address.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (named === undefined || isExempt(address, read('NO_PROXY') ?? '')) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  return proxy && /^https?:$/.test(proxy.protocol) ? proxy : undefined;
}

/** The header that tells a proxy who we are, where its address names somebody. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(who).toString('base64')}` };
}

function isExempt({ hostname, host }: URL, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const name = entry.replace(/^\*?\./, '').toLowerCase();
      return [hostname, host].some((own) => own === name || own.endsWith(`.${name}`));
    });
}
