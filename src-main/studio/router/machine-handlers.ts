import { NotFound } from '../refusal';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** A studio that was opened without any. */
export const noMachines = () => new NotFound('This Trainyard works with no other machines.');

/** Other machines, and the datasets that they send. */
export function machineHandlers(os: Implementer, parts: StudioParts) {
  return {
    arrivals: {
      begin: os.arrivals.begin.handler(({ input }) => parts.arrivals.begin(input)),
      put: os.arrivals.put.handler(({ input: { fingerprint, file, offset, bytes } }) =>
        parts.arrivals.put(fingerprint, file, offset, bytes),
      ),
      end: os.arrivals.end.handler(({ input }) => parts.arrivals.end(input.fingerprint, input.hashes)),
    },
    machines: {
      list: os.machines.list.handler(() => parts.machines?.list() ?? { machines: [], canTunnel: false }),
      add: os.machines.add.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.add(input);
      }),
      remove: os.machines.remove.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.remove(input.machine);
      }),
      tryAgain: os.machines.tryAgain.handler(({ input }) => {
        if (!parts.machines) throw noMachines();
        return parts.machines.tryAgain(input.machine);
      }),
    },
  };
}
