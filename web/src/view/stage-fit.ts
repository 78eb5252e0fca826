/**
 * Where the figure stands, and how large, so that captions and cards have the room they need.
 *
 * Whole pixels, and no CSS scaling: a kiosk without a graphics card then copies the figure's pixels to the screen
 * instead of computing every one of them anew, sixty times a second.
 */

/** Sizes in rem; on a 1080×1920 kiosk the screen is 67.5 × 120. */
const WIDTH = 64;
/** The figure's height and the desk's upper edge, as shares of its width. */
const TALL = 1.18;
const DESK = 66.5 / 64;
/** Portrait: top of the stage while waiting and while talking, captions above the board, dock and gap below it. */
const TOP_ATTRACT = 12.5;
const TOP_TALK = 12;
const CAPTIONS = 15;
const DOCK = 13;
/** The board's own edge, and a breath above the dock. */
const GAPS = 2.2;
const SMALLEST = 0.43;
const LARGEST = 0.94;
/** Landscape: the figure's middle, its top, its scale. */
const WIDE = { middle: 29, top: 5.5, scale: 0.7 };

export interface Screen {
  width: number;
  height: number;
  /** Pixels in a rem. */
  rem: number;
  talking: boolean;
  /** Natural height of the cards in pixels, 0 = none. */
  board: number;
}

export interface StageBox {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Upper edge of the desk, from the top of the screen. */
  desk: number;
}

export function fitStage(screen: Screen): StageBox {
  const { rem } = screen;
  if (screen.width > screen.height) return box(WIDE.middle * rem, WIDE.top * rem, WIDE.scale, rem);
  if (!screen.talking) return box(screen.width / 2, TOP_ATTRACT * rem, 1, rem);
  const board = screen.board / rem;
  const room = screen.height / rem - TOP_TALK - CAPTIONS - DOCK - board - (board > 0 ? GAPS : 0);
  const scale = Math.max(SMALLEST, Math.min(LARGEST, room / (WIDTH * DESK)));
  return box(screen.width / 2, TOP_TALK * rem, scale, rem);
}

function box(middle: number, top: number, scale: number, rem: number): StageBox {
  const width = Math.round(WIDTH * scale * rem);
  const left = Math.round(middle - width / 2);
  const whole = Math.round(top);
  return { left, top: whole, width, height: Math.round(width * TALL), desk: whole + Math.round(width * DESK) };
}
