export * from '@shared/format/numbers';
