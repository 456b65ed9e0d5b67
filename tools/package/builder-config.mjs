import * as path from 'node:path';
import { inRoot, modules, readJson } from '../lib/files.mjs';
import { fusesOf } from './fuses.mjs';
import { desktopEntry, product } from './product.mjs';

const { version: electronVersion } = readJson(path.join(modules, 'electron/package.json'));

/**
 * What electron-builder is told.
 *
 * @param stage as `stageApp` laid it out
 * @param output where the packages go
 * @param electron `{ dist, version }` of another Electron than the one in package.json
 */
export function builderConfig({ stage, output, electron }) {
  const { Name, GenericName, Comment, Keywords, MimeType, StartupWMClass } = desktopEntry;
  return {
    appId: product.appId,
    productName: product.name,
    copyright: `${product.author}, ${product.license} licence`,
    extraMetadata: { homepage: product.homepage },
    directories: { app: path.join(stage, 'app'), output, buildResources: path.join(stage, 'icons') },
    electronVersion: electron?.version ?? electronVersion,
    ...(electron && { electronDist: electron.dist }),
    electronLanguages: ['en-US'],
    electronFuses: { ...fusesOf(electron?.version), resetAdHocDarwinSignature: true },
    // Which files of node_modules go along was settled when the app was staged.
    beforeBuild: async () => false,
    files: ['**/*', { from: path.join(stage, 'app/node_modules'), to: 'node_modules' }],
    asar: true,
    // What the system's own loader opens cannot lie in the archive.
    asarUnpack: ['node_modules/@img/**', 'node_modules/onnxruntime-*/**'],
    extraResources: [{ from: path.join(stage, 'native'), to: 'native' }],
    extraFiles: [{ from: path.join(stage, 'notices'), to: '.' }],
    fileAssociations: product.files,
    protocols: [{ name: product.name, schemes: [product.scheme] }],
    publish: null,
    compression: 'normal',
    icon: path.join(stage, 'icons/1024x1024.png'),
    // The one before it needs a library that current systems no longer have (FUSE 2), and starts the app without a sandbox.
    toolsets: { appimage: '1.0.3' },
    linux: {
      target: ['AppImage'],
      executableName: product.executable,
      icon: path.join(stage, 'icons'),
      category: desktopEntry.Categories,
      synopsis: product.description,
      maintainer: product.maintainer,
      vendor: product.author,
      desktop: { entry: { Name, GenericName, Comment, Keywords, MimeType, StartupWMClass } },
    },
    win: { target: [{ target: 'nsis', arch: ['x64'] }] },
    nsis: {
      oneClick: true,
      perMachine: false,
      deleteAppDataOnUninstall: false,
      artifactName: '${productName}-${version}-setup.${ext}',
    },
    mac: {
      target: [{ target: 'dmg', arch: [process.arch] }],
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
      entitlements: inRoot('tools/package/entitlements.mac.plist'),
      entitlementsInherit: inRoot('tools/package/entitlements.mac.plist'),
      extendInfo: {
        NSCameraUsageDescription:
          'Try it shows a model what the camera sees. Nothing of it leaves this machine.',
      },
    },
  };
}
