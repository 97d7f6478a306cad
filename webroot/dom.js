// The few things that every view does to the page. Text is always text, never markup.

export const $ = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; `on…` adds a listener, `class`, `data-…` as written. */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text only when it differs, so that nothing is laid out for nothing. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** A shape by its name: the same on the map, in lists and in the legend. */
export function glyph(kind, size = 14) {
  return s('svg', {class: `glyph glyph-${kind}`, viewBox: '-8 -8 16 16', width: size, height: size, 'aria-hidden': 'true'}, s('path', {d: GLYPHS[kind] ?? GLYPHS.open}));
}

/** Outlines within −8…8; agreement is round, doubt is a diamond, dissent a triangle. */
export const GLYPHS = {
  ask: 'M0-4a4 4 0 100 8a4 4 0 100-8z',
  commit: 'M-4.5-4.5h9v9h-9zM-2.5-2.5v5h5v-5z',
  agreed: 'M0-6.5a6.5 6.5 0 100 13a6.5 6.5 0 100-13zM-3.6 0.2l1.2-1.2 1.7 1.7 3.3-3.5 1.2 1.2-4.5 4.7z',
  disputed: 'M0-7.5L7.5 0 0 7.5-7.5 0zM-1-4v4.6h2V-4zM-1 2v2h2V2z',
  dissented: 'M0-7L7.4 6.2H-7.4zM-1-2.6v4h2v-4zM-1 2.6v2h2v-2z',
  failed: 'M-5.2-6.6L0-1.4 5.2-6.6 6.6-5.2 1.4 0 6.6 5.2 5.2 6.6 0 1.4-5.2 6.6-6.6 5.2-1.4 0-6.6-5.2z',
  open: 'M0-6.5a6.5 6.5 0 100 13a6.5 6.5 0 100-13zM0-4.5a4.5 4.5 0 110 9a4.5 4.5 0 110-9z',
};

/** The glyph of a task: how it ended, or that it has not. */
export function outcomeGlyph(task) {
  if (!task.outcome) return 'open';
  return task.outcome === 'agreed' || task.outcome === 'disputed' ? task.outcome : 'failed';
}
