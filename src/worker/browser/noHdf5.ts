/** Stands for the HDF5 library in a browser. */

/** Whoever waits for the library is told that there is none. */
export const ready = Promise.reject(
  new Error('HDF5 (.keras, .h5) is not written in a browser: choose another format, or VS Code on a desktop.'),
);
ready.catch(() => {});
