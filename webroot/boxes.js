// A picture with every node's boxes: each node has a letter, a colour and its own phase of dashes,
// so that boxes that lie upon each other are seen one beside another.

import {h, s} from './dom.js';

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DASH = 8;

export function iou(a, b) {
  const wide = Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x));
  const high = Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y));
  const both = wide * high;
  const either = a.w * a.h + b.w * b.h - both;
  return either ? both / either : 0;
}

/**
 * The same object found by several nodes is one: same label, IoU at least a half.
 *
 * @param {Array<{letter: string, detections: Array}>} voices
 */
export function objects(voices) {
  const found = [];
  for (const voice of voices) {
    const mine = new Set();
    for (const detection of voice.detections) {
      let best = null;
      for (const object of found) {
        if (object.label === detection.label && !mine.has(object) && iou(object.box, detection.box) >= 0.5) {
          if (!best || iou(object.box, detection.box) > iou(best.box, detection.box)) best = object;
        }
      }
      if (!best) {
        best = {label: detection.label, box: detection.box, by: []};
        found.push(best);
      }
      mine.add(best);
      best.by.push({letter: voice.letter, index: voice.index, score: detection.score, box: detection.box});
    }
  }
  return found.sort((a, b) => b.by.length - a.by.length || score(b) - score(a));
}

export const score = (object) => Math.max(...object.by.map((each) => each.score));

/**
 * The picture as an element.
 *
 * @param {{src: string, width: number, height: number, voices: Array, agreed: Array | null}} what
 *     voices are those shown; agreed the detections that the network agreed on, or null
 */
export function picture({src, width, height, voices, agreed}) {
  const unit = Math.max(width, height) / 100;
  const overlay = s('svg', {class: 'overlay', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  for (const detection of agreed ?? []) overlay.append(frame(detection.box, 'agreed-box', null));
  const found = objects(voices);
  overlay.append(...found.flatMap((object) => object.by.map((each) => frame(each.box, 'casing', null))));
  overlay.append(...found.flatMap((object) => object.by.map((each, place) => dashed(each, place, object.by.length))));
  for (const object of found) overlay.append(tag(object, unit, width));
  if (!voices.length) for (const detection of agreed ?? []) overlay.append(tag({label: detection.label, box: detection.box, by: [{letter: '', score: detection.score}]}, unit, width));
  const what = found.map((object) => `${object.label} found by ${object.by.map((each) => each.letter).join(', ')}`);
  return h('div', {class: 'picture'}, h('img', {src, width, height, alt: what.length ? `The task’s picture: ${what.join('; ')}` : 'The task’s picture', decoding: 'async'}), overlay);
}

const frame = ({x, y, w, h: high}, name, dash, offset) =>
  s('rect', {class: name, x, y, width: w, height: high, 'vector-effect': 'non-scaling-stroke', 'stroke-dasharray': dash, 'stroke-dashoffset': offset});

/** Those who found the same object share the line: each in its colour, one after another. */
function dashed(each, place, all) {
  const dash = all > 1 ? `${DASH} ${DASH * (all - 1)}` : `${2 * DASH} ${DASH}`;
  return frame(each.box, `voice voice-${each.index % 8}`, dash, -DASH * place);
}

/** The label at a box's corner, with the letters of those who found it. */
function tag(object, unit, width) {
  const letters = object.by.map((each) => each.letter).join('');
  const words = `${object.label} ${Math.round(100 * score(object))}%${letters ? ` ${letters}` : ''}`;
  const size = unit * 3.4;
  const wide = words.length * size * 0.61 + unit * 1.6;
  const x = Math.max(0, Math.min(object.box.x, width - wide));
  const y = object.box.y - size * 1.45 < 0 ? object.box.y : object.box.y - size * 1.45;
  return s(
    'g',
    {class: 'tag'},
    s('rect', {x, y, width: wide, height: size * 1.45, rx: unit * 0.6}),
    s('text', {x: x + unit * 0.8, y: y + size * 1.06, 'font-size': size}, words),
  );
}
