export * from '@shared/format/measures';
