// A picture with every node's boxes: each node has a letter, a colour and its own phase of dashes,
// so that boxes that lie upon each other are seen one beside another.

import {h, s} from './dom.js';

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DASH = 7;

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
      best.by.push({letter: voice.letter, score: detection.score, box: detection.box});
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
export function picture({src, width, height, voices, all, agreed}) {
  const unit = Math.max(width, height) / 100;
  const overlay = s('svg', {class: 'overlay', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'});
  for (const detection of agreed ?? []) overlay.append(frame(detection.box, 'agreed-box', null));
  const boxes = voices.flatMap((voice) => voice.detections.map(({box}) => ({box, voice})));
  overlay.append(...boxes.map(({box}) => frame(box, 'casing', null)));
  overlay.append(...boxes.map(({box, voice}) => dashed(box, voice, all)));
  for (const object of objects(voices)) overlay.append(tag(object, unit, width));
  if (!voices.length) for (const detection of agreed ?? []) overlay.append(tag({label: detection.label, box: detection.box, by: [{letter: '', score: detection.score}]}, unit, width));
  const what = objects(voices).map((object) => `${object.label} found by ${object.by.map((each) => each.letter).join(', ')}`);
  return h('div', {class: 'picture'}, h('img', {src, width, height, alt: what.length ? `The task’s picture: ${what.join('; ')}` : 'The task’s picture', decoding: 'async'}), overlay);
}

const frame = ({x, y, w, h: high}, name, dash, offset) =>
  s('rect', {class: name, x, y, width: w, height: high, 'vector-effect': 'non-scaling-stroke', 'stroke-dasharray': dash, 'stroke-dashoffset': offset});

function dashed(box, voice, all) {
  const gap = DASH * Math.max(1, Math.min(all, 4) - 1);
  const offset = -DASH * (voice.index % 4);
  return frame(box, `voice voice-${voice.index % 8}`, all > 1 ? `${DASH} ${gap}` : null, offset);
}

/** The label at a box's corner, with the letters of those who found it. */
function tag(object, unit, width) {
  const letters = object.by.map((each) => each.letter).join('');
  const words = `${object.label} ${Math.round(100 * score(object))}%${letters ? ` ${letters}` : ''}`;
  const size = unit * 3.4;
  const wide = words.length * size * 0.58 + unit * 1.6;
  const x = Math.max(0, Math.min(object.box.x, width - wide));
  const y = object.box.y - size * 1.45 < 0 ? object.box.y : object.box.y - size * 1.45;
  return s(
    'g',
    {class: 'tag'},
    s('rect', {x, y, width: wide, height: size * 1.45, rx: unit * 0.6}),
    s('text', {x: x + unit * 0.8, y: y + size * 1.06, 'font-size': size}, words),
  );
}
