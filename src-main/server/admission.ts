import { countGuesses } from './guesses';
import { newSecret, sameSecret } from './secrets';

/** Printed and not used addresses that stay good; an older one is dropped for each new one. */
const MAX_OPEN_TOKENS = 8;

/** Lets browsers in: a token from the terminal is good once, and buys a cookie for that browser. */
export interface Admission {
  /** A new one-time token. */
  issueToken(): string;
  /** Whether so many wrong tokens were shown of late that none is looked at for a while. */
  isGuessedAt(): boolean;
  /** The Set-Cookie value that a token buys; undefined when it was used before, or never was one. */
  redeem(token: string): string | undefined;
  /** Names the browser whose cookie, bought here, a request holds; undefined where it holds none. */
  browserOf(cookieHeader: string | undefined): string | undefined;
  /** Whether a request's cookies hold one that was bought here. */
  admits(cookieHeader: string | undefined): boolean;
}

/** @param port cookies do not tell ports apart: their name must, or two servers would log each other out */
export function openAdmission(port: number, now: () => number = () => performance.now()): Admission {
  const cookieName = `trainyard-${port}`;
  let tokens: string[] = [];
  const sessions: string[] = [];
  const browserOf = (cookieHeader = ''): string | undefined => {
    const values = cookieHeader
      .split(';')
      .map((cookie) => cookie.trim())
      .filter((cookie) => cookie.startsWith(`${cookieName}=`))
      .map((cookie) => cookie.slice(cookieName.length + 1));
    const place = sessions.findIndex((session) => values.some((value) => sameSecret(session, value)));
    return place === -1 ? undefined : `browser ${place}`;
  };
  const guesses = countGuesses(now);
  return {
    browserOf,
    issueToken: () => {
      const token = newSecret();
      tokens = [...tokens, token].slice(-MAX_OPEN_TOKENS);
      return token;
    },
    isGuessedAt: guesses.areMany,
    redeem: (token) => {
      const left = tokens.filter((open) => !sameSecret(open, token));
      if (left.length === tokens.length) {
        guesses.count();
        return undefined;
      }
      tokens = left;
      const session = newSecret();
      sessions.push(session);
      return `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits: (cookieHeader) => browserOf(cookieHeader) !== undefined,
  };
}
