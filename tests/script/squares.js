// A topology small enough to be read: two squares of a degree, side by side.

const [WEST, EAST] = ["63001", "63002"].map((code) => parseInt(code, 36));

/** Return it packed: three arcs, which are west's own, the border, and east's own. */
export const squares = (members = {}) => ({
  scale: [1, 1],
  translate: [0, 0],
  lengths: [4, 2, 4],
  steps: [
    [1, 0, -1, 0, 0, 1, 1, 0], // (1 0) (0 0) (0 1) (1 1)
    [0, 0, 0, -1], // (1 1) (1 0)
    [0, 1, 1, 0, 0, -1, -1, 0], // (1 1) (2 1) (2 0) (1 0)
  ].flat(),
  objects: {
    areas: {
      // Two new arcs; the last arc backwards, then a new one.
      uses: [[1, 1, 0, 0], [2, 1, 0, 0]].flat(),
      codes: [WEST, EAST - WEST],
      names: ["Ouest", "Est"],
    },
  },
  frames: [{ name: "Métropole", box: [0, 0, 2, 1] }],
  ...members,
});
