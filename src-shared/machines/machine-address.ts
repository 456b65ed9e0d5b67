const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/;

/**
 * The origin that somebody means who typed or pasted an address. Outside of this machine it must be HTTPS: the token would
 * cross the network for everybody to read.
 *
 * @returns an empty origin with a problem, in words that end a sentence, where it cannot be used
 */
export function machineAddress(text: string): { origin: string; problem?: string } {
  if (text.trim() === '') return { origin: '', problem: 'give the address, such as 127.0.0.1:7655' };
  // A URL takes them, and writes them otherwise: what is meant is another thing.
  if (/[\s%]/.test(text)) return { origin: '', problem: `"${text}" is no address such as 127.0.0.1:7655` };
  const written = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(written))
    return { origin: '', problem: `"${text}" is no address such as 127.0.0.1:7655` };
  const { protocol, hostname, port, origin } = new URL(written);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { origin: '', problem: 'an address begins with http:// or https://' };
  }
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) {
    return {
      origin: '',
      problem: `without TLS everybody on the way to ${hostname} could read the token: use an SSH tunnel, or https://`,
    };
  }
  // Left out it would be 80, where no Trainyard serves unless somebody says so.
  if (protocol === 'http:' && port === '' && !/:80(?:\/|$)/.test(written)) {
    return { origin: '', problem: `"${text}" has no port: write it behind, as in ${hostname}:7655` };
  }
  return { origin };
}
