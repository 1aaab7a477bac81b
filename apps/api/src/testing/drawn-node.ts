/** A node of a test's drawing, named as its id. */
export const drawnNode = (id: string, type: string, config: object) => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  config,
  position: { x: 0, y: 0 },
});
