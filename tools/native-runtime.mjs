#!/usr/bin/env node
// Gives @tensorflow/tfjs-node its native TensorFlow library. Without one Trainyard trains with WebAssembly, so nothing
// that goes wrong here is fatal: the outcome is written down for the app to explain.
//
//   node tools/native-runtime.mjs [--force]     --force makes the library anew
//
// TRAINYARD_NATIVE=off leaves everything as it is.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { isProgram, readJson, writeJson } from './lib/files.mjs';
import { withLock } from './lib/lock.mjs';
import { Problem, explain, say } from './lib/say.mjs';
import { installOfficial } from './native/official.mjs';
import { requirements } from './native/requirements.mjs';
import { cacheDir, key, outcomeFile, packageDir, runtimeDir, runtimeStamp } from './native/variant.mjs';
import { verify } from './native/verify.mjs';
import { makeFromWheel } from './native/wheel.mjs';

const RETRY_AFTER_MS = 60 * 60_000;

const isLinked = () =>
  ['lib', 'deps'].every((name) => {
    try {
      return fs.readlinkSync(path.join(packageDir, name)) === path.join(runtimeDir, name);
    } catch {
      return false;
    }
  });

/** Each link is put in place by a rename: a process that loads the library meanwhile finds the old one or the new one. */
function linkRuntime() {
  for (const name of ['lib', 'deps']) {
    const link = path.join(packageDir, name);
    const aside = `${link}.${process.pid}`;
    if (fs.lstatSync(link, { throwIfNoEntry: false })?.isDirectory()) fs.rmSync(link, { recursive: true });
    fs.symlinkSync(path.join(runtimeDir, name), aside, 'dir');
    fs.renameSync(aside, link);
  }
}

/** What is missing here for making the library ourselves, in words, or undefined. */
function whatIsMissing() {
  try {
    requirements();
    return undefined;
  } catch (problem) {
    return problem.message;
  }
}

/** The last outcome, where it still holds and asking again would only cost time. */
function knownOutcome() {
  const known = readJson(outcomeFile);
  if (known?.key !== key) return undefined;
  if (known.state === 'ready') {
    const there =
      known.source === 'official'
        ? fs.existsSync(path.join(packageDir, 'lib'))
        : isLinked() && fs.existsSync(runtimeStamp);
    return there ? known : undefined;
  }
  if (known.state !== 'unavailable') return undefined;
  const recent = Date.now() - Date.parse(known.tried) < RETRY_AFTER_MS;
  // Whoever followed our advice and installed what was missing gets the library at once.
  return recent && known.missing === whatIsMissing() ? known : undefined;
}

async function fromCacheOrWheel(force) {
  if (!force && readJson(runtimeStamp)?.key === key) {
    linkRuntime();
    try {
      return await verify(packageDir);
    } catch (error) {
      explain(error);
      say('making it anew');
    }
  }
  const tensorflow = await makeFromWheel(requirements());
  linkRuntime();
  return tensorflow;
}

async function obtain(force) {
  const ready = (tensorflow, source) => {
    say(`native TensorFlow ${tensorflow} is ready`);
    return { state: 'ready', tensorflow, source };
  };
  try {
    return ready(await fromCacheOrWheel(force), 'wheel');
  } catch (own) {
    explain(new Problem(own.message, undefined, own.said));
    try {
      return ready(await installOfficial(), 'official');
    } catch (official) {
      const hint = own.hint ?? 'Mend that, then run `node tools/native-runtime.mjs`.';
      return { state: 'unavailable', reason: `${own.message} ${official.message}`, hint };
    }
  }
}

/**
 * Obtains the native library if it can be had, and returns the outcome as written to node_modules. `retry` tries again
 * what failed less than an hour ago; `force` makes anew even what is there.
 */
export async function ensureNativeRuntime({ force = false, retry = force } = {}) {
  const write = (outcome) => {
    const whole = { ...outcome, key, tried: new Date().toISOString() };
    writeJson(outcomeFile, whole);
    return whole;
  };
  const sayUnavailable = ({ reason, hint }) => {
    say(`training will use WebAssembly, which is slower: ${reason}`);
    say(`  → ${hint}`);
  };
  if (process.env.TRAINYARD_NATIVE === 'off') {
    say('native TensorFlow is left out (TRAINYARD_NATIVE=off); training will use WebAssembly');
    return write({
      state: 'off',
      reason: 'TRAINYARD_NATIVE is set to off.',
      hint: 'Start without TRAINYARD_NATIVE=off.',
    });
  }
  if (!fs.existsSync(path.join(packageDir, 'package.json'))) {
    const outcome = {
      state: 'unavailable',
      reason: '@tensorflow/tfjs-node is not installed.',
      hint: 'Run `npm ci --ignore-scripts` and look at what it says about @tensorflow/tfjs-node.',
    };
    sayUnavailable(outcome);
    return write(outcome);
  }
  const known = knownOutcome();
  if (known && !(force || (retry && known.state === 'unavailable'))) {
    if (known.state === 'unavailable') sayUnavailable(known);
    return known;
  }
  try {
    return await withLock(path.join(cacheDir, `${key}.lock`), 'the native TensorFlow library', async () => {
      // What another process has just achieved.
      const meanwhile = knownOutcome();
      if (meanwhile?.state === 'ready' && !force) return meanwhile;
      const outcome = await obtain(force);
      if (outcome.state === 'unavailable') {
        outcome.missing = whatIsMissing();
        sayUnavailable(outcome);
      }
      return write(outcome);
    });
  } catch (error) {
    const hint = `Look whether ${cacheDir} and ${path.dirname(outcomeFile)} can be written, and start again.`;
    const outcome = {
      state: 'unavailable',
      reason: `The native library could not be set up: ${error.message}.`,
      hint,
    };
    sayUnavailable(outcome);
    return outcome;
  }
}

if (isProgram(import.meta.url)) {
  try {
    const outcome = await ensureNativeRuntime({ force: process.argv.includes('--force'), retry: true });
    // Asked for by hand, even a library that was ready is tried once more.
    if (outcome.state === 'ready') say(`checked: TensorFlow ${await verify(packageDir)} multiplies matrices`);
  } catch (error) {
    explain(error instanceof Problem ? error : new Problem(error.stack));
    process.exitCode = 1;
  }
}
