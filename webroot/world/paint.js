// Draws the three layers. Each function gets all that it needs and keeps nothing.

import {GLYPHS} from '../dom.js';
import {along, bend, ease} from './flight.js';

const shapes = new Map();
const shape = (kind) => {
  if (!shapes.has(kind)) shapes.set(kind, new Path2D(GLYPHS[kind]));
  return shapes.get(kind);
};

/** The colours of the page, read when the theme changes. */
export function inks(element) {
  const style = getComputedStyle(element);
  const ink = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ['water', 'land', 'border', 'graticule', 'card', 'text', 'muted', 'ready', 'starting', 'draining', 'silent', 'gone', 'ask', 'commit', 'agreed', 'disputed', 'dissented', 'failed', 'focus', 'strip', 'line', 'self'];
  return Object.fromEntries(names.map((name) => [name, ink(name)]));
}

/** Land, borders and the strip: once per size, view and theme. */
export function base(ctx, {size, areas, view, paths, ink, unplaced}) {
  ctx.clearRect(0, 0, size.width, size.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(areas.world.x, areas.world.y, areas.world.width, areas.world.height);
  ctx.clip();
  ctx.translate(view.x, view.y);
  ctx.scale(view.k, view.k);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = ink.graticule;
  ctx.lineWidth = 0.6 / view.k;
  ctx.stroke(paths.graticule);
  ctx.fillStyle = ink.land;
  ctx.fill(paths.land);
  ctx.strokeStyle = ink.border;
  ctx.lineWidth = 0.7 / view.k;
  ctx.stroke(paths.borders);
  ctx.restore();
  if (areas.strip) stripFrame(ctx, areas.strip, unplaced, ink);
}

function stripFrame(ctx, strip, unplaced, ink) {
  ctx.fillStyle = ink.strip;
  ctx.fillRect(strip.x, strip.y, strip.width, strip.height);
  ctx.fillStyle = ink.line;
  if (strip.x > 0) ctx.fillRect(strip.x, strip.y, 1, strip.height);
  else ctx.fillRect(strip.x, strip.y, strip.width, 1);
  ctx.fillStyle = ink.muted;
  ctx.font = '500 12px Inter, system-ui, sans-serif';
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  ctx.fillText(strip.width < 190 ? `No place · ${unplaced}` : `No place declared · ${unplaced}`, strip.x + 14, strip.y + 24);
}

/** Fills the nodes' layer; tells how many nodes it shows, one by one or in bubbles, and these. */
export function nodes(ctx, {size, areas, points, ink, here, self, answers}) {
  ctx.clearRect(0, 0, size.width, size.height);
  if (points.length > 400) return crowd(ctx, areas, points, ink, here);
  const boxes = [];
  for (const point of points) marker(ctx, point, ink, point.id === self);
  const named = points.filter((point) => point.id === here || points.length <= 60);
  named.sort((a, b) => (b.id === here) - (a.id === here));
  for (const point of named) label(ctx, point, ink, boxes, {size, areas, points, answers, here});
  const focus = points.find((point) => point.id === here);
  if (focus) halo(ctx, focus, ink);
  return {shown: points.length, bubbles: []};
}

function marker(ctx, {x, y, node}, ink, isSelf) {
  const radius = 6.5;
  ctx.lineWidth = 2;
  circle(ctx, x, y, radius + 2.5);
  ctx.fillStyle = ink.card;
  ctx.fill();
  busy(ctx, x, y, radius + 4, node, ink);
  circle(ctx, x, y, radius);
  ctx.fillStyle = ink[node.state];
  ctx.strokeStyle = ink[node.state];
  if (node.state === 'ready') {
    ctx.fill();
  } else if (node.state === 'draining') {
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, y, radius, Math.PI / 2, (3 * Math.PI) / 2);
    ctx.fill();
  } else if (node.state === 'gone') {
    drawShape(ctx, 'failed', x, y, ink.gone, 1);
  } else {
    ctx.setLineDash(node.state === 'starting' ? [3, 2.4] : [1.2, 2.6]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (isSelf) {
    circle(ctx, x, y, 2.4);
    ctx.fillStyle = ink.card;
    ctx.fill();
  }
}

/** An arc about a node: the part of its slots that is busy. */
function busy(ctx, x, y, radius, node, ink) {
  if (!node.slots || !node.busy) return;
  ctx.beginPath();
  ctx.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(1, node.busy / node.slots));
  ctx.strokeStyle = ink.ask;
  ctx.lineWidth = 2;
  ctx.stroke();
}

function halo(ctx, {x, y}, ink) {
  circle(ctx, x, y, 14);
  ctx.strokeStyle = ink.focus;
  ctx.lineWidth = 2.5;
  ctx.stroke();
}

function label(ctx, point, ink, boxes, {size, areas, points, answers, here}) {
  ctx.font = `${point.id === here ? 650 : 520} 12px Inter, system-ui, sans-serif`;
  const told = answers?.get(point.id);
  const name = short(point.node.name) + (told ? ` · ${told}` : '');
  const width = ctx.measureText(name).width;
  const area = point.placed ? areas.world : areas.strip;
  const sides = [[13, 4], [-13 - width, 4], [-width / 2, -13], [-width / 2, 22]];
  for (const [dx, dy] of sides) {
    const box = {x: point.x + dx - 2, y: point.y + dy - 12, width: width + 4, height: 16};
    const inside = box.x >= area.x && box.x + box.width <= area.x + area.width && box.y >= area.y && box.y + box.height <= size.height;
    const free = inside && !boxes.some((other) => overlap(box, other)) && !points.some((other) => other !== point && covers(box, other));
    if (free || (point.id === here && inside)) {
      boxes.push(box);
      ctx.textAlign = 'left';
      ctx.textBaseline = 'alphabetic';
      ctx.lineWidth = 3.5;
      ctx.lineJoin = 'round';
      ctx.strokeStyle = point.placed ? ink.water : ink.strip;
      ctx.strokeText(name, point.x + dx, point.y + dy);
      ctx.fillStyle = ink.text;
      ctx.fillText(name, point.x + dx, point.y + dy);
      return;
    }
  }
}

const short = (name) => (name.length > 22 ? `${name.slice(0, 21)}…` : name);

const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const covers = (box, point) => point.x > box.x - 8 && point.x < box.x + box.width + 8 && point.y > box.y - 8 && point.y < box.y + box.height + 8;

/** Thousands of nodes: dots by state in one path each, and bubbles with counts where it is dense. */
function crowd(ctx, areas, points, ink, here) {
  const cells = new Map();
  for (const point of points) {
    const key = `${point.placed ? 'w' : 's'}${Math.floor(point.x / 44)}:${Math.floor(point.y / 44)}`;
    const cell = cells.get(key);
    if (cell) cell.push(point);
    else cells.set(key, [point]);
  }
  const bubbles = [];
  const byState = new Map();
  let shown = 0;
  for (const cell of cells.values()) {
    shown += cell.length;
    if (cell.length >= 40 && cell[0].placed) bubbles.push(cell);
    else for (const point of cell) group(byState, point.node.state).push(point);
  }
  for (const [state, dots] of byState) {
    ctx.beginPath();
    for (const {x, y} of dots) ctx.rect(x - 1.75, y - 1.75, 3.5, 3.5);
    ctx.fillStyle = ink[state];
    ctx.fill();
  }
  const drawn = bubbles.map((cell) => bubble(ctx, cell, ink));
  const focus = points.find((point) => point.id === here);
  if (focus) {
    halo(ctx, focus, ink);
    label(ctx, focus, ink, [], {size: {height: areas.world.y + areas.world.height}, areas, points: [], here});
  }
  return {shown, bubbles: drawn};
}

function group(groups, key) {
  if (!groups.has(key)) groups.set(key, []);
  return groups.get(key);
}

function bubble(ctx, cell, ink) {
  const x = cell.reduce((sum, point) => sum + point.x, 0) / cell.length;
  const y = cell.reduce((sum, point) => sum + point.y, 0) / cell.length;
  const radius = Math.min(20, 9 + Math.sqrt(cell.length) * 0.5);
  circle(ctx, x, y, radius + 1.5);
  ctx.fillStyle = ink.card;
  ctx.fill();
  circle(ctx, x, y, radius);
  ctx.fillStyle = ink.ready;
  ctx.fill();
  ctx.fillStyle = ink.card;
  ctx.font = '650 11px Inter, system-ui, sans-serif';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(cell.length < 1000 ? String(cell.length) : `${(cell.length / 1000).toFixed(1)}k`, x, y + 0.5);
  return {x, y, radius, count: cell.length};
}

function circle(ctx, x, y, radius) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
}

function drawShape(ctx, kind, x, y, colour, scale) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  ctx.fillStyle = colour;
  ctx.fill(shape(kind), 'evenodd');
  ctx.restore();
}

/** One frame of what flies; returns the legs that still fly or will. */
export function packets(ctx, {size, flying, at, ink, now}) {
  ctx.clearRect(0, 0, size.width, size.height);
  const left = flying.filter((leg) => leg.end > now);
  for (const leg of left) {
    const from = at(leg.from);
    const to = at(leg.to);
    if (leg.start > now || !from || !to) continue;
    const t = (now - leg.start) / (leg.end - leg.start);
    if (leg.kind === 'ring') ring(ctx, from, leg.outcome, t, ink);
    else packet(ctx, from, to, leg.kind, t, ink);
  }
  return left;
}

const SCALES = {ask: 0.9, commit: 0.85, agreed: 0.85, dissented: 1, disputed: 0.9, failed: 0.8};

function packet(ctx, from, to, kind, t, ink) {
  const [ax, ay] = from;
  const [bx, by] = to;
  if (Math.hypot(bx - ax, by - ay) < 14) return orbit(ctx, from, kind, t, ink);
  const [cx, cy] = bend(ax, ay, bx, by);
  const eased = ease(t);
  ctx.globalAlpha = 0.5 * Math.sin(Math.PI * Math.min(1, t * 1.1));
  ctx.beginPath();
  ctx.moveTo(ax, ay);
  ctx.quadraticCurveTo(cx, cy, bx, by);
  ctx.strokeStyle = ink[kind];
  ctx.lineWidth = 1.3;
  ctx.stroke();
  ctx.globalAlpha = 1;
  const [x, y] = along(ax, ay, cx, cy, bx, by, eased);
  drawShape(ctx, kind, x, y, ink[kind], SCALES[kind]);
}

/** A leader that answers its own task: once about itself. */
function orbit(ctx, [x, y], kind, t, ink) {
  const angle = -Math.PI / 2 + 2 * Math.PI * ease(t);
  drawShape(ctx, kind, x + 15 * Math.cos(angle), y + 15 * Math.sin(angle), ink[kind], SCALES[kind] * 0.85);
}

function ring(ctx, [x, y], outcome, t, ink) {
  ctx.globalAlpha = 1 - t;
  circle(ctx, x, y, 10 + 22 * ease(t));
  ctx.strokeStyle = ink[outcome];
  ctx.lineWidth = 2.5 * (1 - t) + 0.5;
  ctx.stroke();
  ctx.globalAlpha = Math.min(1, 3 * (1 - t));
  drawShape(ctx, outcome, x, y - 20 - 8 * t, ink[outcome], 1.15);
  ctx.globalAlpha = 1;
}

const FLOWS_MAX = 90; // the busiest pairs; a picture of more is a picture of none
const WIDTHS = [0.8, 1.8, 3.2];

/** Rates instead of single tasks: an arc for each pair, as thick as it is busy, and drifting dots. */
export function flows(ctx, {size, list, at, ink, now}) {
  ctx.clearRect(0, 0, size.width, size.height);
  const busiest = list.slice(0, FLOWS_MAX);
  const most = Math.max(1, busiest[0]?.[2] ?? 1);
  const kinds = {agreed: WIDTHS.map(() => new Path2D()), dissented: WIDTHS.map(() => new Path2D())};
  const dots = {agreed: new Path2D(), dissented: new Path2D()};
  busiest.forEach(([leader, node, answers, dissents], index) => {
    const from = at(node);
    const to = at(leader);
    if (!from || !to || leader === node) return;
    const kind = dissents * 2 > answers ? 'dissented' : 'agreed';
    const share = answers / most;
    const curve = bend(...from, ...to);
    const path = kinds[kind][share > 0.66 ? 2 : share > 0.33 ? 1 : 0];
    path.moveTo(...from);
    path.quadraticCurveTo(...curve, ...to);
    const count = 1 + Math.round(2 * share);
    for (let i = 0; i < count; i++) {
      const t = (now / 1400 + i / count + index * 0.37) % 1;
      const [x, y] = along(...from, ...curve, ...to, t);
      if (kind === 'agreed') dots.agreed.rect(x - 1.8, y - 1.8, 3.6, 3.6);
      else dots.dissented.addPath(triangle(x, y));
    }
  });
  for (const kind of ['agreed', 'dissented']) {
    ctx.strokeStyle = ink[kind];
    ctx.globalAlpha = 0.32;
    WIDTHS.forEach((width, i) => {
      ctx.lineWidth = width;
      ctx.stroke(kinds[kind][i]);
    });
    ctx.globalAlpha = 1;
    ctx.fillStyle = ink[kind];
    ctx.fill(dots[kind]);
  }
}

function triangle(x, y) {
  const path = new Path2D();
  path.moveTo(x, y - 4);
  path.lineTo(x + 4, y + 3);
  path.lineTo(x - 4, y + 3);
  path.closePath();
  return path;
}
