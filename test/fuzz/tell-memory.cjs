// Loaded into an engine before its own program: tells what it really holds, whenever it is signalled.
process.on('SIGUSR2', () => {
  // Twice: what is only finalized by the first goes with the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ memory: { held: heapUsed + external, resident: rss } });
});
