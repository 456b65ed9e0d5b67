import { Problem, step } from '../lib/say.mjs';
import { builderConfig } from './builder-config.mjs';
import { importFromKit } from './kit.mjs';

/**
 * Has electron-builder make packages of this system in `output`, or with no formats only the folder that all of them
 * are made from.
 */
export async function buildPackages(formats, { stage, output, electron }) {
  const { default: builder } = await importFromKit('electron-builder');
  const targets = builder.Platform.current().createTarget(formats.length > 0 ? formats : ['dir']);
  const config = builderConfig({ stage, output, electron });
  try {
    await step('packing the app', () =>
      builder.build({ targets, config, projectDir: stage, publish: 'never' }),
    );
  } catch (error) {
    throw new Problem('electron-builder failed.', undefined, error.message);
  }
}
