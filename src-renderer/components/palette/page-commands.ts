import { BookOpen, Database, Import, List, Milestone, PencilLine, Plus, Settings } from '@lucide/vue';
import type { Router } from 'vue-router';
import type { Command } from './command';
import { goKeysOf } from './shortcuts';

/** Pages in the order in which they are offered; one that this build lacks is left out. */
const PAGES = [
  { name: 'runs', title: 'Runs', also: 'list queue home', icon: List },
  { name: 'new-run', title: 'New run', also: 'train model form', icon: Plus },
  { name: 'checkpoints', title: 'Checkpoints', also: 'evaluate test', icon: Milestone },
  { name: 'data', title: 'Data', also: 'datasets pictures tables', icon: Database },
  { name: 'bring-data', title: 'Bring data', also: 'import fetch catalog', icon: Import },
  { name: 'try', title: 'Try it', also: 'draw digit predict', icon: PencilLine },
  { name: 'settings', title: 'Settings', also: 'preferences options backend battery', icon: Settings },
  { name: 'guide', title: 'Guide', also: 'help manual documentation', icon: BookOpen },
];

/** "Go to" for each page. */
export const pageCommands = (router: Router): Command[] =>
  PAGES.filter(({ name }) => router.hasRoute(name)).map(({ name, title, also, icon }) => ({
    id: `page:${name}`,
    kind: 'page',
    name: title,
    also,
    icon,
    note: '',
    keys: goKeysOf(name),
    act: () => router.push({ name }),
  }));
