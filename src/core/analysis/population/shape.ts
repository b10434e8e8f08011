/** Coordinates of a point of the state space; a file of its own, so that the page takes nothing else along with it. */
export const DIMENSIONS = 3;
