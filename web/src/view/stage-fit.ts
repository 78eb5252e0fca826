/**
 * How large the figure may stand in portrait so that captions and cards have the room they need. All in rem: on a
 * 1080×1920 kiosk the screen is 67.5 × 120.
 */

/** Shared with layout.css: where the stage begins, and where its desk is at full size. */
const STAGE_TOP = 12;
const DESK_TOP = 66.5;
/** Captions above the board, and the dock with its gap below it. */
const CAPTIONS = 15;
const DOCK = 13;
/** The board's own edge, and a breath above the dock. */
const GAPS = 2.2;
const SMALLEST = 0.43;
const LARGEST = 0.94;

export interface StageFit {
  /** Scale of the stage. */
  scale: number;
  /** Top of the desk, in rem from the top of the screen. */
  desk: number;
}

/** `screen`: height of the page; `board`: natural height of the cards, 0 = none. */
export function fitStage(screen: number, board: number): StageFit {
  const room = screen - STAGE_TOP - CAPTIONS - DOCK - board - (board > 0 ? GAPS : 0);
  const scale = Math.max(SMALLEST, Math.min(LARGEST, room / DESK_TOP));
  return { scale, desk: STAGE_TOP + DESK_TOP * scale };
}
