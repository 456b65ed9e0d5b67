import { APP_VERSION } from '../server/app-version';
import type { Command } from './command';
import { emptyBin, listBin, restoreFromBin } from './commands/bin';
import { check } from './commands/check';
import { cleanUp } from './commands/clean-up';
import { compare } from './commands/compare';
import { compareEvaluations } from './commands/compare-evaluations';
import { change, discard, pause, stop } from './commands/control';
import { fetchDataset, importData, listCatalog, listDatasets, removeDataset } from './commands/datasets';
import { listDevices, selfTest } from './commands/devices';
import { printDiagnostics } from './commands/diagnostics';
import { doctor } from './commands/doctor';
import { evaluate } from './commands/evaluate';
import { findBatch } from './commands/find-batch';
import { findLearningRate } from './commands/find-lr';
import { exportModel } from './commands/export';
import { help } from './commands/help';
import { label } from './commands/label';
import { backUpLibrary, checkLibrary, removeLibrary } from './commands/library';
import { listCheckpoints, listRuns, showRun } from './commands/lists';
import { addMachine, listMachines, removeMachine, showToken } from './commands/machines';
import { pinCheckpoint } from './commands/pin';
import { metrics } from './commands/metrics';
import { predict } from './commands/predict';
import { rayWorker } from './commands/ray-worker';
import { moveInQueue, queue } from './commands/queue';
import { removeDamaged } from './commands/remove-damaged';
import { probe } from './commands/probe';
import { serve } from './commands/serve';
import { moveLibrary } from './commands/move-library';
import { report } from './commands/report';
import { serveModel } from './commands/serve-model';
import { openRunFile, share } from './commands/share';
import { rename } from './commands/rename';
import { fetchRuntime, listRuntimes, removeRuntime } from './commands/runtime';
import { settings } from './commands/settings';
import { sweep } from './commands/sweep';
import { checkData, showDataset } from './commands/show-dataset';
import { resume, train } from './commands/train';
import { update } from './commands/update';
import { connectToLibrary } from './connection';
import { libraryFolder } from './library-folder';
import type { Output } from './output';
import { RunFailure } from './run-failure';
import type { ExitCode, Session } from './session';
import { waitForOthers } from './wait-for-others';

type StudioCommand = Exclude<
  Command,
  { name: 'help' | 'version' | 'doctor' | 'serve' | 'move-library' | 'machines-token' | 'ray-worker' }
>;

function inSession(session: Session, command: StudioCommand): Promise<ExitCode> {
  switch (command.name) {
    case 'train':
      return train(session, command);
    case 'check':
      return check(session, command);
    case 'rename':
      return rename(session, command);
    case 'settings':
      return settings(session, command);
    case 'diagnostics':
      return printDiagnostics(session);
    case 'library-check':
      return checkLibrary(session, command.mend);
    case 'library-remove-all':
      return removeLibrary(session, command.yes);
    case 'library-backup':
      return backUpLibrary(session, command.to);
    case 'machines-list':
      return listMachines(session);
    case 'machines-add':
      return addMachine(session, command.added);
    case 'machines-remove':
      return removeMachine(session, command.machine);
    case 'share':
      return share(session, command);
    case 'export':
      return exportModel(session, command);
    case 'report':
      return report(session, command);
    case 'metrics':
      return metrics(session, command);
    case 'open':
      return openRunFile(session, command.file);
    case 'find-batch':
      return findBatch(session, command);
    case 'find-lr':
      return findLearningRate(session, command);
    case 'seeds':
    case 'sweep':
    case 'sweep-list':
    case 'sweep-compare':
    case 'sweep-show':
    case 'sweep-pause':
    case 'sweep-stop':
    case 'sweep-resume':
    case 'sweep-extend':
    case 'sweep-rename':
    case 'sweep-archive':
    case 'sweep-unarchive':
    case 'sweep-discard':
    case 'sweep-restore':
      return sweep(session, command);
    case 'resume':
      return resume(session, command);
    case 'pause':
      return pause(session, command.run);
    case 'stop':
      return stop(session, command);
    case 'discard':
      return discard(session, command.run);
    case 'change':
      return change(session, command);
    case 'queue':
      return queue(session, command);
    case 'queue-move':
      return moveInQueue(session, command);
    case 'bin-list':
      return listBin(session);
    case 'bin-restore':
      return restoreFromBin(session, command.run);
    case 'bin-empty':
      return emptyBin(session, command.yes);
    case 'eval':
      return evaluate(session, command);
    case 'eval-compare':
      return compareEvaluations(session, command);
    case 'runs':
      return listRuns(session, command);
    case 'tag':
    case 'note':
    case 'experiment':
    case 'archive':
    case 'unarchive':
      return label(session, command);
    case 'show':
      return showRun(session, command.run);
    case 'clean-up':
      return cleanUp(session, command);
    case 'compare':
      return compare(session, command);
    case 'checkpoints':
      return listCheckpoints(session, command.run);
    case 'remove-damaged':
      return removeDamaged(session, command.run);
    case 'pin':
    case 'unpin':
      return pinCheckpoint(session, command.run, command.checkpoint, command.name === 'pin');
    case 'predict':
      return predict(session, command);
    case 'serve-model':
      return serveModel(session, command);
    case 'probe':
      return probe(session, command.kinds);
    case 'devices':
      return listDevices(session);
    case 'self-test':
      return selfTest(session, command);
    case 'update':
      return update(session, command);
    case 'runtime-list':
      return listRuntimes(session);
    case 'runtime-fetch':
      return fetchRuntime(session, command);
    case 'runtime-remove':
      return removeRuntime(session, command.runtime);
    case 'data-list':
      return listDatasets(session);
    case 'data-import':
      return importData(session, command.request);
    case 'data-check':
      return checkData(session, command.request);
    case 'data-show':
      return showDataset(session, command.dataset);
    case 'data-remove':
      return removeDataset(session, command.dataset);
    case 'data-catalog':
      return listCatalog(session);
    case 'data-fetch':
      return fetchDataset(session, command);
  }
}

/**
 * Does what was typed.
 *
 * @param builtFolder where the built files of the host lie
 * @returns the exit code, unless something is thrown (see `failureOf`)
 */
export async function runCommand(command: Command, output: Output, builtFolder: string): Promise<ExitCode> {
  const folder = libraryFolder(command.library);
  switch (command.name) {
    case 'help':
      return help(output, command.about);
    case 'version':
      output.event({ event: 'version', version: APP_VERSION });
      output.line(APP_VERSION);
      return 0;
    case 'doctor':
      return doctor(output, folder);
    case 'serve':
      return serve(output, { command, libraryFolder: folder, builtFolder });
    case 'ray-worker':
      return rayWorker(command.folder);
    case 'machines-token':
      return showToken(output, command.anew);
    case 'move-library':
      return moveLibrary(output, folder, command.to);
    default: {
      const connection = await connectToLibrary(folder);
      try {
        const code = await inSession({ client: connection.client, connection, output }, command);
        await waitForOthers(connection, output);
        return code;
      } catch (error) {
        // The call that was under way then fails in words of the transport.
        if (!connection.isLost()) throw error;
        throw new RunFailure(
          `The Trainyard that had this library open (process ${connection.attachedTo}) was closed: try again.`,
          { cause: error },
        );
      } finally {
        await connection.close({ save: true });
      }
    }
  }
}
