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
/** Portrait, the upper edge of the hair as a share of the figure's scale: a banner ends above it. */
const HAIR = 8.6;
const BELOW_BANNER = 0.4;
/** A banner leaves less room for the figure. */
const SMALLEST_WITH_BANNER = 0.36;
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
  /** Lower edge of the banner in pixels, 0 = none. */
  banner: number;
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
  const banner = screen.banner > 0 ? screen.banner / rem + BELOW_BANNER : 0;
  if (!screen.talking) {
    // The desk stays where it is: the greeting stands on it.
    const scale = Math.min(1, (TOP_ATTRACT + WIDTH * DESK - banner) / (WIDTH * DESK - HAIR));
    return box(screen.width / 2, (TOP_ATTRACT + WIDTH * DESK * (1 - scale)) * rem, scale, rem);
  }
  const board = screen.board / rem;
  const below = screen.height / rem - CAPTIONS - DOCK - board - (board > 0 ? GAPS : 0);
  // Where the banner sets the figure's top, a smaller figure stands lower: top = banner - HAIR * scale.
  const free = Math.min((below - TOP_TALK) / (WIDTH * DESK), banner > 0 ? (below - banner) / (WIDTH * DESK - HAIR) : Infinity);
  const scale = Math.max(banner > 0 ? SMALLEST_WITH_BANNER : SMALLEST, Math.min(LARGEST, free));
  return box(screen.width / 2, Math.max(TOP_TALK, banner - HAIR * scale) * rem, scale, rem);
}

function box(middle: number, top: number, scale: number, rem: number): StageBox {
  const width = Math.round(WIDTH * scale * rem);
  const left = Math.round(middle - width / 2);
  const whole = Math.round(top);
  return { left, top: whole, width, height: Math.round(width * TALL), desk: whole + Math.round(width * DESK) };
}
