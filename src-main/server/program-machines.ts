import type { MachinesOptions, Secrets } from '../studio/machines/dial';
import { dialMachine } from './dial-machine';
import { sshTunnels } from './ssh-tunnel';

/** How a program on this machine works with others. @param folder of the program's own data */
export const programMachines = (
  folder: string,
  { isLazy = false, secrets }: { isLazy?: boolean; secrets?: Secrets | undefined } = {},
): MachinesOptions => ({ folder, dial: dialMachine, digTunnel: sshTunnels(), secrets, isLazy });
