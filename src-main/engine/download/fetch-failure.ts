/** Why one attempt at one address came to nothing. The message goes on after the address: "answered 404". */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  /**
   * @param then `again`: this address may do better at the next try; `elsewhere`: it will not
   * @param waitMs how long the server asks to be left alone
   */
  constructor(
    message: string,
    readonly then: 'again' | 'elsewhere',
    readonly waitMs = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'cannot be found (is this machine online?)',
  EAI_AGAIN: 'cannot be found just now (is this machine online?)',
  ECONNREFUSED: 'refuses connections',
  ENETUNREACH: 'cannot be reached from here',
  EHOSTUNREACH: 'cannot be reached from here',
  ETIMEDOUT: 'does not answer',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
};

/** What OpenSSL calls certificates that it does not trust. */
const DISTRUST = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Says why a connection failed. */
export function connectionFailed(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = { cause: error };
  if (DISTRUST.test(code)) {
    return new FetchFailure(
      `has a certificate that is not trusted (${code}; NODE_EXTRA_CA_CERTS names further ones)`,
      'elsewhere',
      0,
      cause,
    );
  }
  if (code.startsWith('HPE_')) return new FetchFailure('does not answer in HTTP', 'again', 0, cause);
  const known = UNREACHABLE[code];
  if (known !== undefined) return new FetchFailure(known, 'again', 0, cause);
  const text = error instanceof Error ? error.message : String(error);
  return new FetchFailure(`failed (${code || text})`, 'again', 0, cause);
}
