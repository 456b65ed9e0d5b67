import { labelSweep } from '../sweeps/label-sweep';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** Sweeps, and clusters where runs train. */
export function sweepHandlers(os: Implementer, parts: StudioParts) {
  return {
    places: {
      look: os.places.look.handler(({ input }) => parts.places.look(input)),
      list: os.places.list.handler(() => parts.places.known.list()),
    },
    sweeps: {
      list: os.sweeps.list.handler(() => parts.sweeps.list()),
      get: os.sweeps.get.handler(({ input }) => parts.sweeps.get(input.sweep)),
      check: os.sweeps.check.handler(async ({ input }) => {
        const { problems, preview = null } = await parts.sweeps.check(input.spec, input.place);
        return { problems, preview };
      }),
      create: os.sweeps.create.handler(({ input }) => parts.sweeps.create(input.spec, input.place)),
      pause: os.sweeps.pause.handler(({ input }) => parts.sweeps.control.pause(input.sweep)),
      resume: os.sweeps.resume.handler(({ input }) =>
        parts.sweeps.control.resume(input.sweep, input.acceptChanges),
      ),
      extend: os.sweeps.extend.handler(({ input }) => parts.sweeps.control.extend(input.sweep, input.budget)),
      stop: os.sweeps.stop.handler(({ input }) => parts.sweeps.control.stop(input.sweep)),
      label: os.sweeps.label.handler(({ input }) => labelSweep(parts.sweeps, input.sweep, input.change)),
      discard: os.sweeps.discard.handler(({ input }) =>
        parts.sweeps.folders.discard(input.sweep, input.runs),
      ),
      discarded: os.sweeps.discarded.handler(() => parts.sweeps.bin.list()),
      restore: os.sweeps.restore.handler(({ input }) => parts.sweeps.folders.restore(input.sweep)),
      optuna: os.sweeps.optuna.handler(({ input }) => {
        if (input.again) parts.sweeps.options.optuna.lookAgain();
        return parts.sweeps.options.optuna.state();
      }),
    },
  };
}
