import { createRouterClient, implement } from '@orpc/server';
import type { StudioClient } from '@shared/contract/client';
import type { Purpose } from '@shared/contract/grants';
import type { ChosenPlace, RayPlace } from '@shared/contract/place';
import { windowContract } from '@shared/contract/window';
import { NotFound, Refusal } from '../../studio/refusal';
import type { ServedRouter, WindowRouter } from '../rpc-socket';
import type { TakenPlace } from './grants';
import type { WindowPlaces } from './window-places';

/**
 * The studio for the pages of one window or browser: what takes a path from the terminal takes a grant from them, which is
 * turned into the path here, at the door. All else is the studio's own.
 */
export function windowRouter(studio: ServedRouter, places: WindowPlaces): WindowRouter {
  const client: StudioClient = createRouterClient(studio, { context: {} });
  const os = implement(windowContract).use(async ({ next, errors }) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof Refusal) {
        throw errors.REFUSED({ message: error.message, data: { problems: error.problems } });
      }
      if (error instanceof NotFound) throw errors.NOT_FOUND({ message: error.message });
      throw error;
    }
  });

  /** Does something with a place once; refused, it may be tried again. */
  async function once<Result>(
    purpose: Purpose,
    grant: string,
    act: (place: TakenPlace) => Promise<Result>,
  ): Promise<Result> {
    const place = await places.take(purpose, grant);
    try {
      const result = await act(place);
      place.done();
      return result;
    } catch (error) {
      place.giveBack();
      throw error;
    }
  }

  const known = async (chosen: ChosenPlace): Promise<RayPlace> => {
    const its = (await client.places.list()).find(({ address }) => address === chosen.address);
    if (its) return { ...its, ...chosen };
    throw new NotFound(`No run was sent to ${chosen.address} from a terminal yet: do that first.`);
  };
  const placed = async <Rest extends object>({
    place,
    ...rest
  }: Rest & { place?: ChosenPlace | undefined }) => ({ ...rest, place: place && (await known(place)) });

  const own = {
    ...studio,
    places: {
      ...studio.places,
      look: os.places.look.handler(async ({ input }) => client.places.look(await known(input))),
    },
    sweeps: {
      ...studio.sweeps,
      check: os.sweeps.check.handler(async ({ input }) => client.sweeps.check(await placed(input))),
      create: os.sweeps.create.handler(async ({ input }) => client.sweeps.create(await placed(input))),
    },
    grants: {
      choose: os.grants.choose.handler(({ input }) => places.choose(input)),
      typed: os.grants.typed.handler(({ input }) => places.grantTyped(input.purpose, input.path)),
      again: os.grants.again.handler(async ({ input }) => {
        const origin = await client.datasets.origin(input);
        if (origin === null) throw new NotFound('It is not known what this dataset was imported from.');
        return places.grantKnown('data', origin.path);
      }),
      browse: os.grants.browse.handler(({ input }) => places.browse(input.folder)),
      upload: os.grants.upload.handler(({ input }) => places.upload(input)),
    },
    studio: {
      ...studio.studio,
      info: os.studio.info.handler(async () => ({
        ...(await client.studio.info()),
        filePicking: places.filePicking,
      })),
    },
    library: {
      ...studio.library,
      move: os.library.move.handler(({ input }) =>
        once('library', input.to, ({ path }) => client.library.move({ to: path })),
      ),
      backUp: os.library.backUp.handler(({ input }) =>
        once('backup', input.to, ({ path }) => client.library.backUp({ to: path })),
      ),
    },
    weights: {
      ...studio.weights,
      bring: os.weights.bring.handler(({ input }) =>
        once('weights', input.from, ({ path }) => client.weights.bring({ path })),
      ),
    },
    datasets: {
      ...studio.datasets,
      inspect: os.datasets.inspect.handler(async ({ input: { from, ...rest }, signal }) =>
        client.datasets.inspect({ ...rest, path: await places.look('data', from) }, { signal }),
      ),
      import: os.datasets.import.handler(({ input: { from, ...rest } }) =>
        once('data', from, ({ path }) => client.datasets.import({ ...rest, path })),
      ),
    },
    runs: {
      ...studio.runs,
      check: os.runs.check.handler(async ({ input }) => client.runs.check(await placed(input))),
      create: os.runs.create.handler(async ({ input }) => client.runs.create(await placed(input))),
      share: os.runs.share.handler(({ input: { to, ...rest } }) =>
        to === undefined
          ? client.runs.share(rest)
          : once('shared-run', to, ({ path }) => client.runs.share({ ...rest, to: path })),
      ),
      open: os.runs.open.handler(({ input }) =>
        once('run-file', input.from, ({ path }) => client.runs.open({ path })),
      ),
      relinkData: os.runs.relinkData.handler(async ({ input: { run, to } }) => {
        if ('grant' in to) {
          return once('dataset', to.grant, ({ path }) => client.runs.relinkData({ run, path }));
        }
        // One of those that the studio itself has offered, by its folder.
        const { same } = await client.runs.data({ run });
        const its = same.find(({ id }) => id === to.dataset);
        if (!its) throw new NotFound(`${to.dataset} is not the data of this run.`);
        return client.runs.relinkData({ run, path: its.folder });
      }),
    },
    checkpoints: {
      ...studio.checkpoints,
      lookAt: os.checkpoints.lookAt.handler(async ({ input }) =>
        client.checkpoints.lookAt({ path: await places.look('checkpoint', input.from) }),
      ),
      bring: os.checkpoints.bring.handler(({ input }) =>
        once('checkpoint', input.from, ({ path }) => client.checkpoints.bring({ path })),
      ),
    },
    settings: {
      ...studio.settings,
      set: os.settings.set.handler(async ({ input: { certificates, ...rest } }) => {
        if (certificates === undefined) {
          const { settings } = await client.settings.get();
          return client.settings.set({ ...rest, certificates: settings.certificates });
        }
        if (certificates === '') return client.settings.set({ ...rest, certificates });
        return once('certificates', certificates, ({ path }) =>
          client.settings.set({ ...rest, certificates: path }),
        );
      }),
    },
    exports: {
      ...studio.exports,
      start: os.exports.start.handler(({ input: { to, ...rest } }) => {
        if (to === undefined) return client.exports.start(rest);
        return once('export', to, ({ path, mayReplace }) => {
          if (rest.replace && !mayReplace) {
            throw Refusal.of(
              'to',
              `${path} was there before this browser exported anything to it: it is not replaced. Choose another name.`,
            );
          }
          return client.exports.start({ ...rest, to: path });
        });
      }),
    },
  };
  // What is spread is typed as what may be loaded later; nothing of it is.
  return own as WindowRouter;
}
