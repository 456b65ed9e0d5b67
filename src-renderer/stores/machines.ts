import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { AddedMachine, Machine } from '@shared/contract/machine';
import { machineOf } from '@shared/machines/machine-id';
import { useClient } from '../client/provide';

/** The other machines that the studio works with, as last heard. */
export const useMachines = defineStore('machines', () => {
  const client = useClient();
  const list = shallowRef<readonly Machine[]>([]);
  const canTunnel = shallowRef(false);
  const byName = computed(() => new Map(list.value.map((machine) => [machine.name, machine])));

  /** @returns whether one of them has just become reachable: what lies there is to be fetched anew */
  function put(machines: readonly Machine[]): boolean {
    const before = byName.value;
    list.value = machines;
    return machines.some(
      ({ name, state }) => state === 'reachable' && before.get(name)?.state !== 'reachable',
    );
  }
  async function fetch() {
    const its = await client.machines.list();
    canTunnel.value = its.canTunnel;
    list.value = its.machines;
  }
  /** The machine on which something lies, by its id; undefined where that is the studio's own. */
  const of = (id: string): Machine | undefined => {
    const name = machineOf(id);
    return name === undefined ? undefined : byName.value.get(name);
  };
  const replaced = (machine: Machine) => [...list.value.filter(({ name }) => name !== machine.name), machine];

  return {
    list,
    canTunnel,
    byName,
    put,
    fetch,
    of,
    /** Whether what an id names can be asked of just now. */
    isReachable: (id: string): boolean => machineOf(id) === undefined || of(id)?.state === 'reachable',
    add: async (added: AddedMachine) => put(replaced(await client.machines.add(added))),
    remove: async (machine: string) => {
      const { machines } = await client.machines.remove({ machine });
      list.value = machines;
    },
    tryAgain: async (machine: string) => put(replaced(await client.machines.tryAgain({ machine }))),
  };
});
