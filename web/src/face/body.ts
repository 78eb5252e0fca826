/** Neck, shirt, scarf, coat and badge, in head coordinates (the neck meets the head at y = 150). */

import { AI_LABEL } from "../words";
import { CLOTH, SKIN } from "./palette";

export function drawBody(ctx: CanvasRenderingContext2D): void {
  drawNeck(ctx);
  drawShirt(ctx);
  drawCoat(ctx);
  drawScarf(ctx);
  drawBadge(ctx);
}

function drawNeck(ctx: CanvasRenderingContext2D): void {
  const skin = ctx.createLinearGradient(-60, 0, 70, 0);
  skin.addColorStop(0, "#eec3a8");
  skin.addColorStop(0.4, SKIN.base);
  skin.addColorStop(1, "#dda386");
  ctx.fillStyle = skin;
  ctx.beginPath();
  ctx.moveTo(-56, 120);
  ctx.bezierCurveTo(-54, 190, -56, 230, -66, 262);
  ctx.bezierCurveTo(-76, 290, -96, 300, -112, 308);
  ctx.lineTo(0, 420);
  ctx.lineTo(112, 308);
  ctx.bezierCurveTo(96, 300, 76, 290, 66, 262);
  ctx.bezierCurveTo(56, 230, 54, 190, 56, 120);
  ctx.fill();
  // The chin's shadow.
  const shade = ctx.createLinearGradient(0, 176, 0, 272);
  shade.addColorStop(0, "rgba(176, 100, 76, .8)");
  shade.addColorStop(0.55, "rgba(190, 114, 88, .38)");
  shade.addColorStop(1, "rgba(190, 114, 88, 0)");
  ctx.fillStyle = shade;
  ctx.beginPath();
  ctx.moveTo(-58, 150);
  ctx.lineTo(58, 150);
  ctx.bezierCurveTo(58, 220, 60, 240, 50, 262);
  ctx.quadraticCurveTo(4, 292, -44, 250);
  ctx.bezierCurveTo(-60, 230, -56, 200, -58, 150);
  ctx.fill();
}

function drawShirt(ctx: CanvasRenderingContext2D): void {
  const white = ctx.createLinearGradient(0, 260, 0, 520);
  white.addColorStop(0, CLOTH.shirt);
  white.addColorStop(1, CLOTH.shirtShade);
  ctx.fillStyle = white;
  ctx.beginPath();
  ctx.moveTo(-92, 292);
  ctx.lineTo(0, 388);
  ctx.lineTo(92, 292);
  ctx.lineTo(130, 340);
  ctx.lineTo(40, 640);
  ctx.lineTo(-40, 640);
  ctx.lineTo(-130, 340);
  ctx.closePath();
  ctx.fill();
}

function drawCoat(ctx: CanvasRenderingContext2D): void {
  for (const side of [-1, 1]) {
    const cloth = ctx.createLinearGradient(side * 60, 300, side * 400, 760);
    cloth.addColorStop(0, side < 0 ? CLOTH.coatLight : CLOTH.coat);
    cloth.addColorStop(0.5, CLOTH.coat);
    cloth.addColorStop(1, CLOTH.coatDeep);
    ctx.fillStyle = cloth;
    ctx.beginPath();
    ctx.moveTo(side * 86, 272);
    ctx.bezierCurveTo(side * 124, 306, side * 188, 324, side * 240, 344);
    ctx.bezierCurveTo(side * 306, 368, side * 334, 440, side * 350, 540);
    ctx.bezierCurveTo(side * 366, 640, side * 378, 740, side * 384, 860);
    ctx.lineTo(0, 860);
    ctx.lineTo(0, 560);
    ctx.closePath();
    ctx.fill();
    drawFoldsOfCoat(ctx, side);
    drawLapel(ctx, side);
  }
  drawButton(ctx, 588);
  drawButton(ctx, 684);
}

function drawFoldsOfCoat(ctx: CanvasRenderingContext2D, side: number): void {
  ctx.strokeStyle = "rgba(6, 36, 46, .4)";
  ctx.lineWidth = 3;
  ctx.lineCap = "round";
  // Where the arm meets the body.
  ctx.beginPath();
  ctx.moveTo(side * 240, 490);
  ctx.bezierCurveTo(side * 252, 570, side * 258, 690, side * 262, 860);
  ctx.stroke();
  ctx.strokeStyle = "rgba(120, 196, 208, .2)";
  ctx.lineWidth = 5;
  ctx.beginPath();
  ctx.moveTo(side * 150, 316);
  ctx.bezierCurveTo(side * 214, 338, side * 288, 358, side * 318, 440);
  ctx.stroke();
}

function drawLapel(ctx: CanvasRenderingContext2D, side: number): void {
  const fill = ctx.createLinearGradient(side * 60, 280, side * 180, 480);
  fill.addColorStop(0, "#2b8598");
  fill.addColorStop(1, CLOTH.coat);
  ctx.save();
  ctx.shadowColor = "rgba(4, 26, 34, .5)";
  ctx.shadowBlur = 12;
  ctx.shadowOffsetY = 5;
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.moveTo(side * 84, 266);
  ctx.quadraticCurveTo(side * 120, 296, side * 150, 322);
  ctx.lineTo(side * 186, 402);
  ctx.lineTo(side * 136, 410);
  ctx.lineTo(side * 162, 446);
  ctx.quadraticCurveTo(side * 90, 520, side * 4, 574);
  ctx.quadraticCurveTo(side * 34, 470, side * 66, 384);
  ctx.quadraticCurveTo(side * 88, 320, side * 84, 266);
  ctx.fill();
  ctx.restore();
  ctx.strokeStyle = "rgba(233, 200, 145, .55)";
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(side * 158, 448);
  ctx.quadraticCurveTo(side * 88, 516, side * 8, 568);
  ctx.stroke();
}

function drawButton(ctx: CanvasRenderingContext2D, y: number): void {
  const metal = ctx.createRadialGradient(-3, y - 4, 1, 0, y, 12);
  metal.addColorStop(0, "#fbeecb");
  metal.addColorStop(1, "#b58c4c");
  ctx.fillStyle = metal;
  ctx.beginPath();
  ctx.arc(0, y, 11, 0, 2 * Math.PI);
  ctx.fill();
}

function drawScarf(ctx: CanvasRenderingContext2D): void {
  // Shirt collar under it.
  for (const side of [-1, 1]) {
    ctx.fillStyle = CLOTH.shirt;
    ctx.save();
    ctx.shadowColor = "rgba(60, 40, 40, .35)";
    ctx.shadowBlur = 8;
    ctx.shadowOffsetY = 3;
    ctx.beginPath();
    ctx.moveTo(side * 68, 240);
    ctx.quadraticCurveTo(side * 98, 268, side * 104, 300);
    ctx.lineTo(side * 84, 372);
    ctx.quadraticCurveTo(side * 44, 344, side * 10, 330);
    ctx.quadraticCurveTo(side * 50, 296, side * 68, 240);
    ctx.fill();
    ctx.restore();
  }
  drawTail(ctx, [[-6, 338], [-64, 380], [-70, 440], [-58, 470], [-24, 452], [-2, 400], [4, 346]]);
  drawTail(ctx, [[6, 338], [44, 372], [70, 412], [66, 452], [38, 450], [8, 398], [-4, 346]]);
  const band = ctx.createLinearGradient(-70, 0, 70, 0);
  band.addColorStop(0, CLOTH.scarfLight);
  band.addColorStop(0.5, CLOTH.scarf);
  band.addColorStop(1, CLOTH.scarfDeep);
  ctx.fillStyle = band;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(side * 66, 258);
    ctx.quadraticCurveTo(side * 52, 300, side * 8, 324);
    ctx.lineTo(side * 8, 352);
    ctx.quadraticCurveTo(side * 70, 318, side * 76, 268);
    ctx.closePath();
    ctx.fill();
  }
  const knot = ctx.createRadialGradient(-7, 330, 2, 0, 338, 30);
  knot.addColorStop(0, "#f7ac92");
  knot.addColorStop(0.6, CLOTH.scarf);
  knot.addColorStop(1, CLOTH.scarfDeep);
  ctx.fillStyle = knot;
  ctx.beginPath();
  ctx.moveTo(-20, 320);
  ctx.quadraticCurveTo(0, 310, 20, 320);
  ctx.quadraticCurveTo(28, 340, 17, 358);
  ctx.quadraticCurveTo(0, 366, -17, 358);
  ctx.quadraticCurveTo(-28, 340, -20, 320);
  ctx.fill();
}

function drawTail(ctx: CanvasRenderingContext2D, p: readonly (readonly [number, number])[]): void {
  const [a, b, c, d, e, f, g] = p as [readonly [number, number], ...(readonly [number, number])[]] as readonly (readonly [number, number])[];
  const silk = ctx.createLinearGradient(b![0], b![1], f![0], f![1]);
  silk.addColorStop(0, CLOTH.scarfLight);
  silk.addColorStop(0.6, CLOTH.scarf);
  silk.addColorStop(1, CLOTH.scarfDeep);
  ctx.save();
  ctx.shadowColor = "rgba(30, 16, 16, .4)";
  ctx.shadowBlur = 10;
  ctx.shadowOffsetY = 4;
  ctx.fillStyle = silk;
  ctx.beginPath();
  ctx.moveTo(...a!);
  ctx.quadraticCurveTo(...b!, ...c!);
  ctx.quadraticCurveTo(...d!, ...e!);
  ctx.quadraticCurveTo(...f!, ...g!);
  ctx.closePath();
  ctx.fill();
  ctx.restore();
  ctx.strokeStyle = CLOTH.gold;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(c![0] + (e![0] > 0 ? -5 : 7), c![1] - 4);
  ctx.quadraticCurveTo(d![0], d![1] - 10, e![0] - 1, e![1] - 8);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function drawBadge(ctx: CanvasRenderingContext2D): void {
  ctx.save();
  ctx.translate(96, 506);
  ctx.rotate(0.03);
  ctx.shadowColor = "rgba(4, 26, 34, .5)";
  ctx.shadowBlur = 10;
  ctx.shadowOffsetY = 4;
  const plate = ctx.createLinearGradient(0, 0, 0, 50);
  plate.addColorStop(0, "#fffef9");
  plate.addColorStop(1, "#eadfc8");
  ctx.fillStyle = plate;
  ctx.beginPath();
  ctx.roundRect(0, 0, 128, 46, 9);
  ctx.fill();
  ctx.restore();
  ctx.save();
  ctx.translate(96, 506);
  ctx.rotate(0.03);
  ctx.fillStyle = CLOTH.coatDeep;
  ctx.font = '600 22px "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(AI_LABEL, 64, 24);
  ctx.restore();
}
