/** What Windows knows the installed program by, as the package's shortcut has it: without it notifications are not shown. */
export const APP_USER_MODEL_ID = 'org.trainyard.Trainyard';
