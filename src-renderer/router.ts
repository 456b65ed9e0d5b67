import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import { againOf } from './pages/data/bring/begin-again';
import NothingHere from './pages/NothingHere.vue';
import RunsPage from './pages/runs/RunsPage.vue';

/** All but the first page come when they are wanted, or when there is nothing else to do: see `bringPages`. */
const PAGES = {
  CheckpointsPage: () => import('./pages/checkpoints/CheckpointsPage.vue'),
  ComparePage: () => import('./pages/compare/ComparePage.vue'),
  DataPage: () => import('./pages/data/DataPage.vue'),
  EvaluationPage: () => import('./pages/evaluation/EvaluationPage.vue'),
  NewRunPage: () => import('./pages/new-run/NewRunPage.vue'),
  RunPage: () => import('./pages/run/RunPage.vue'),
  NewSweepPage: () => import('./pages/sweeps/begin/NewSweepPage.vue'),
  SweepPage: () => import('./pages/sweeps/SweepPage.vue'),
  SweepsPage: () => import('./pages/sweeps/SweepsPage.vue'),
  SettingsPage: () => import('./pages/settings/SettingsPage.vue'),
  TryPage: () => import('./pages/try/TryPage.vue'),
};

/**
 * Brings the other pages, one after the other, while nothing else is to be done: going to one is then at once, also when
 * the studio cannot be reached any more.
 */
export function bringPages(): void {
  const waiting = Object.values(PAGES);
  const whenIdle = (act: () => void) =>
    // Safari has no such thing.
    'requestIdleCallback' in window ? requestIdleCallback(act) : setTimeout(act, 200);
  const bringNext = async () => {
    const bring = waiting.shift();
    if (bring === undefined) return;
    // One that cannot be had now is asked for again where somebody goes there.
    await bring().catch(() => {});
    whenIdle(() => void bringNext());
  };
  whenIdle(() => void bringNext());
}

export const createPages = (): Router =>
  createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/runs' },
      { path: '/runs', name: 'runs', component: RunsPage },
      { path: '/runs/:run', name: 'run', component: PAGES.RunPage, props: true },
      { path: '/compare', name: 'compare', component: PAGES.ComparePage },
      { path: '/sweeps', name: 'sweeps', component: PAGES.SweepsPage },
      { path: '/sweeps/new', name: 'new-sweep', component: PAGES.NewSweepPage },
      { path: '/sweeps/:sweep', name: 'sweep', component: PAGES.SweepPage, props: true },
      { path: '/new', name: 'new-run', component: PAGES.NewRunPage },
      {
        path: '/checkpoints/:run?/:checkpoint?',
        name: 'checkpoints',
        component: PAGES.CheckpointsPage,
        props: true,
      },
      {
        path: '/evaluations/:run/:evaluation',
        name: 'evaluation',
        component: PAGES.EvaluationPage,
        props: true,
      },
      {
        path: '/bring-data',
        name: 'bring-data',
        component: PAGES.DataPage,
        props: ({ query }) => ({
          isBringing: true,
          from: typeof query['from'] === 'string' ? query['from'] : '',
          again: againOf(query),
        }),
      },
      { path: '/data/:dataset?', name: 'data', component: PAGES.DataPage, props: true },
      {
        path: '/try',
        name: 'try',
        component: PAGES.TryPage,
        props: ({ query: { run, checkpoint, beside } }) => ({
          run: typeof run === 'string' ? run : '',
          checkpoint: typeof checkpoint === 'string' ? checkpoint : '',
          beside: typeof beside === 'string' ? beside : '',
        }),
      },
      { path: '/settings', name: 'settings', component: PAGES.SettingsPage },
      {
        path: '/guide/:chapter?',
        name: 'guide',
        component: () => import('./pages/guide/GuidePage.vue'),
        props: ({ params, query }) => ({
          chapter: typeof params['chapter'] === 'string' ? params['chapter'] : '',
          section: typeof query['part'] === 'string' ? query['part'] : '',
        }),
      },
      // Left out of what is built for people.
      ...(import.meta.env.DEV
        ? [{ path: '/gallery', name: 'gallery', component: () => import('./pages/gallery/GalleryPage.vue') }]
        : []),
      {
        path: '/:rest(.*)*',
        name: 'nothing-here',
        component: NothingHere,
        props: ({ fullPath }) => ({ address: fullPath }),
      },
    ],
  });
