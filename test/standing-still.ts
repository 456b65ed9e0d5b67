/**
 * Does something while processes stand still, engines for example. To all who look they are at work, but they take no
 * processor from what is tested meanwhile, and do not come to their end before it.
 */
export async function whileStandingStill<Result>(
  pids: readonly number[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (process.platform === 'win32') return work();
  const tell = (signal: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  };
  tell('SIGSTOP');
  try {
    return await work();
  } finally {
    tell('SIGCONT');
  }
}
