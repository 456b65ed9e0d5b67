import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import CheckpointsPage from './pages/checkpoints/CheckpointsPage.vue';
import ComparePage from './pages/compare/ComparePage.vue';
import { againOf } from './pages/data/bring/begin-again';
import DataPage from './pages/data/DataPage.vue';
import EvaluationPage from './pages/evaluation/EvaluationPage.vue';
import NewRunPage from './pages/new-run/NewRunPage.vue';
import NothingHere from './pages/NothingHere.vue';
import RunPage from './pages/run/RunPage.vue';
import RunsPage from './pages/runs/RunsPage.vue';
import NewSweepPage from './pages/sweeps/begin/NewSweepPage.vue';
import SweepPage from './pages/sweeps/SweepPage.vue';
import SweepsPage from './pages/sweeps/SweepsPage.vue';
import SettingsPage from './pages/settings/SettingsPage.vue';
import TryPage from './pages/try/TryPage.vue';

export const createPages = (): Router =>
  createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', redirect: '/runs' },
      { path: '/runs', name: 'runs', component: RunsPage },
      { path: '/runs/:run', name: 'run', component: RunPage, props: true },
      { path: '/compare', name: 'compare', component: ComparePage },
      { path: '/sweeps', name: 'sweeps', component: SweepsPage },
      { path: '/sweeps/new', name: 'new-sweep', component: NewSweepPage },
      { path: '/sweeps/:sweep', name: 'sweep', component: SweepPage, props: true },
      { path: '/new', name: 'new-run', component: NewRunPage },
      {
        path: '/checkpoints/:run?/:checkpoint?',
        name: 'checkpoints',
        component: CheckpointsPage,
        props: true,
      },
      { path: '/evaluations/:run/:evaluation', name: 'evaluation', component: EvaluationPage, props: true },
      {
        path: '/bring-data',
        name: 'bring-data',
        component: DataPage,
        props: ({ query }) => ({
          isBringing: true,
          path: typeof query['path'] === 'string' ? query['path'] : '',
          again: againOf(query),
        }),
      },
      { path: '/data/:dataset?', name: 'data', component: DataPage, props: true },
      {
        path: '/try',
        name: 'try',
        component: TryPage,
        props: ({ query: { run, checkpoint, beside } }) => ({
          run: typeof run === 'string' ? run : '',
          checkpoint: typeof checkpoint === 'string' ? checkpoint : '',
          beside: typeof beside === 'string' ? beside : '',
        }),
      },
      { path: '/settings', name: 'settings', component: SettingsPage },
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
