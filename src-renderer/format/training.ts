export * from '@shared/format/training';
