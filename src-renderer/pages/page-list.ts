import {
  BookOpen,
  ChartScatter,
  Database,
  GitCompareArrows,
  Import,
  List,
  Milestone,
  PencilLine,
  Plus,
  Settings,
} from '@lucide/vue';
import type { Component } from 'vue';

export interface Page {
  /** of its route */
  name: string;
  title: string;
  icon: Component;
  /** other words by which it is looked for */
  also: string;
  /** pages that are reached through this one, and are under it in the navigation */
  covers?: readonly string[];
  /** whether it is in the navigation; the others are offered where they are needed, and in the palette */
  isInNavigation: boolean;
}

/** Every page that can be gone to, in the order in which they are offered. */
export const PAGES: readonly Page[] = [
  {
    name: 'runs',
    title: 'Runs',
    also: 'list queue home',
    icon: List,
    covers: ['run', 'evaluation'],
    isInNavigation: true,
  },
  { name: 'new-run', title: 'New run', also: 'train model form', icon: Plus, isInNavigation: true },
  {
    name: 'sweeps',
    title: 'Sweeps',
    also: 'search tune vary hyperparameters seeds repeat',
    icon: ChartScatter,
    covers: ['sweep', 'new-sweep'],
    isInNavigation: true,
  },
  {
    name: 'compare',
    title: 'Compare',
    also: 'runs side by side',
    icon: GitCompareArrows,
    isInNavigation: true,
  },
  { name: 'checkpoints', title: 'Checkpoints', also: 'evaluate test', icon: Milestone, isInNavigation: true },
  {
    name: 'data',
    title: 'Data',
    also: 'datasets pictures tables',
    icon: Database,
    covers: ['bring-data'],
    isInNavigation: true,
  },
  {
    name: 'bring-data',
    title: 'Bring data',
    also: 'import fetch catalog',
    icon: Import,
    isInNavigation: false,
  },
  { name: 'try', title: 'Try it', also: 'draw predict digit', icon: PencilLine, isInNavigation: true },
  { name: 'guide', title: 'Guide', also: 'help manual documentation', icon: BookOpen, isInNavigation: true },
  {
    name: 'settings',
    title: 'Settings',
    also: 'preferences options backend battery',
    icon: Settings,
    isInNavigation: true,
  },
];
