export * from '@shared/format/times';
