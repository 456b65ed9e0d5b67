import type { Router } from 'vue-router';
import { PAGES } from '../../pages/page-list';
import type { Command } from './command';
import { goKeysOf } from './shortcuts';

/** "Go to" for each page; one that this build lacks is left out. */
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
