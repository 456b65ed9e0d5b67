import { NotFound } from '../refusal';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** What this machine can compute with, and newer versions of the program. */
export function thisMachineHandlers(os: Implementer, parts: StudioParts) {
  const { backends, speed } = parts;
  const updates = () => {
    if (!parts.updates) throw new NotFound('This Trainyard is not updated by itself.');
    return parts.updates;
  };
  return {
    backends: { list: os.backends.list.handler(({ input }) => backends.list(input.again)) },
    runtimes: {
      list: os.runtimes.list.handler(async () => (await parts.runtimes?.list()) ?? []),
      fetch: os.runtimes.fetch.handler(({ input }) => {
        if (!parts.runtimes) throw new NotFound('This Trainyard keeps no native libraries.');
        return parts.runtimes.fetch(input.runtime, input.mirror);
      }),
      remove: os.runtimes.remove.handler(
        async ({ input }) => (await parts.runtimes?.remove(input.runtime)) ?? [],
      ),
    },
    devices: {
      report: os.devices.report.handler(() => parts.devices.report()),
      test: os.devices.test.handler(({ input }) => parts.devices.test(input.backend, input.seconds)),
    },
    updates: {
      get: os.updates.get.handler(() => updates().state()),
      set: os.updates.set.handler(({ input }) => updates().set(input)),
      look: os.updates.look.handler(() => updates().look()),
      fetch: os.updates.fetch.handler(() => updates().fetch()),
      install: os.updates.install.handler(({ input }) => updates().install(input.whenIdle)),
    },
    speed: {
      get: os.speed.get.handler(() => speed.state()),
      measure: os.speed.measure.handler(({ input }) => speed.measure(input.kinds)),
    },
  };
}
