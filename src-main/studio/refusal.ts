import type { Problem } from '@shared/spec/problem';

/** A request that was wrong. `message` is one sentence; the problems name their fields. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly problems: Problem[] = [],
  ) {
    super(message);
  }

  /** For one field. */
  static of(path: string, message: string): Refusal {
    return new Refusal(message, [{ severity: 'error', path, message, mends: [] }]);
  }

  static ofProblems(problems: Problem[]): Refusal {
    const errors = problems.filter(({ severity }) => severity === 'error');
    return new Refusal(errors[0]?.message ?? 'The request was refused.', errors);
  }
}

/** There is nothing of that name. */
export class NotFound extends Error {
  override name = 'NotFound';
}
