import type { CatalogEntry } from '../contract/import';

/** Datasets that can be had with a click. */
export const CATALOG: readonly Omit<CatalogEntry, 'dataset'>[] = [];
