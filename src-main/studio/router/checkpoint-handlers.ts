import { pinCheckpoint, removeDamagedCheckpoint } from '../change-checkpoints';
import { CheckpointCleaning } from '../checkpoint-cleaning';
import { ForeignCheckpoints } from '../foreign-checkpoints';
import { checkpointsOf } from '../list-checkpoints';
import type { Implementer } from './implementer';
import type { StudioParts } from './studio-parts';

/** Checkpoints: which there are, and which of them stay. */
export function checkpointHandlers(os: Implementer, parts: StudioParts) {
  const { library, runs, datasets } = parts;
  const foreign = new ForeignCheckpoints(library, runs, datasets);
  const cleaning = new CheckpointCleaning(runs);
  return {
    checkpoints: {
      list: os.checkpoints.list.handler(({ input }) => checkpointsOf(runs, input.run)),
      pin: os.checkpoints.pin.handler(({ input }) => pinCheckpoint(runs, input, input.pinned)),
      removeDamaged: os.checkpoints.removeDamaged.handler(({ input }) =>
        removeDamagedCheckpoint(runs, input),
      ),
      lookAt: os.checkpoints.lookAt.handler(({ input }) => foreign.lookAt(input.path)),
      bring: os.checkpoints.bring.handler(({ input }) => foreign.bring(input.path)),
      removable: os.checkpoints.removable.handler(({ input }) => cleaning.removable(input.runs, input.keep)),
      staying: os.checkpoints.staying.handler(({ input }) => cleaning.staying(input.runs, input.keep)),
      cleanUp: os.checkpoints.cleanUp.handler(({ input }) => cleaning.cleanUp(input.checkpoints, input.keep)),
    },
  };
}
