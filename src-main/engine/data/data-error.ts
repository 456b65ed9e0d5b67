export { DataError, errorCode, NoSpaceError, readingFailed, writingFailed } from '../../faults/data-error';
