import { newSecret, sameSecret } from './secrets';

/** Printed and not used addresses that stay good; an older one is dropped for each new one. */
const MAX_OPEN_TOKENS = 8;

/** Lets browsers in: a token from the terminal is good once, and buys a cookie for that browser. */
export interface Admission {
  /** A new one-time token. */
  issueToken(): string;
  /** The Set-Cookie value that a token buys; undefined when it was used before, or never was one. */
  redeem(token: string): string | undefined;
  /** Whether a request's cookies hold one that was bought here. */
  admits(cookieHeader: string | undefined): boolean;
}

/** @param port cookies do not tell ports apart: their name must, or two servers would log each other out */
export function openAdmission(port: number): Admission {
  const cookieName = `trainyard-${port}`;
  let tokens: string[] = [];
  const sessions: string[] = [];
  return {
    issueToken: () => {
      const token = newSecret();
      tokens = [...tokens, token].slice(-MAX_OPEN_TOKENS);
      return token;
    },
    redeem: (token) => {
      const left = tokens.filter((open) => !sameSecret(open, token));
      if (left.length === tokens.length) return undefined;
      tokens = left;
      const session = newSecret();
      sessions.push(session);
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits: (cookieHeader = '') =>
      cookieHeader
        .split(';')
        .map((cookie) => cookie.trim())
        .filter((cookie) => cookie.startsWith(`${cookieName}=`))
        .some((cookie) => {
          const value = cookie.slice(cookieName.length + 1);
          return sessions.some((session) => sameSecret(session, value));
        }),
  };
}
