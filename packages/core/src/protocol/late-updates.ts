/** The type of the failure of an update that was too late to be in the outcome of its run. */
export const UPDATE_TOO_LATE = 'TFN_UPDATE_TOO_LATE';

/** The part of its message that says that the run rejected the update. A later run of the execution has no record of it. */
export const NOT_RUN = 'so the workflow did not run it';
