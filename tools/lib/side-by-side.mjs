import { capture } from './run.mjs';

/**
 * Stages of npm's scripts that run at the same time, each of which uses one core for most of its time. What each says is
 * told when its turn comes.
 */
export function sideBySide(names) {
  let started;
  const quietly = async (name) => {
    try {
      return { code: 0, output: await capture('npm', ['run', '-s', name]) };
    } catch (error) {
      return { code: 1, output: `${error.output ?? ''}\n${error.message}\n` };
    }
  };
  const start = () => (started ??= new Map(names.map((name) => [name, quietly(name)])));
  return names.map((name) => ({
    name,
    run: async () => {
      const { code, output } = await start().get(name);
      process.stdout.write(output);
      return code;
    },
  }));
}
