/** When things could be seen on a page, in ms since the navigation began; null as long as they cannot. */
export interface Seen {
  /** The first node is painted. */
  node: number | null;
  /** A chosen node is painted as chosen. */
  selected: number | null;
  /** The panel shows the chosen node; only where there is a panel. */
  panel: number | null;
}
