export { DataError, errorCode, readingFailed, writingFailed } from '../../faults/data-error';
