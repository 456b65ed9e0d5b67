const WHY: Record<string, string> = {
  ENOENT: 'the folder that it is to lie in cannot be made',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  ENAMETOOLONG: 'the name is too long',
  EISDIR: 'a folder is in the way',
};

/** Why something could not be written at a place that somebody named. @param code the system's, such as EACCES */
export const whyNotWritten = (code: string): string => WHY[code] ?? code;
