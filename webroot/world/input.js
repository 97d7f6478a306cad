// Pointer, wheel, buttons and keys of the map: each turned into what the map is to do.

import {$} from '../dom.js';
import {count} from '../format.js';
import {towards} from './layout.js';

const STEP = 1.6;
const PAN = 80;

export function listen(host, map) {
  pointer(host.querySelector('.layers'), map);
  wheel(host.querySelector('.layers'), map);
  keys($('walker'), map);
  buttons(map);
}

function spot(area, event) {
  const box = area.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function pointer(area, map) {
  let drag = null;
  area.addEventListener('pointerdown', (event) => {
    drag = {from: spot(area, event), view: map.view(), moved: false};
  });
  area.addEventListener('pointermove', (event) => {
    const [x, y] = spot(area, event);
    if (drag && event.buttons && map.view().k > 1) {
      const [fx, fy] = drag.from;
      drag.moved ||= Math.hypot(x - fx, y - fy) > 4;
      if (drag.moved) map.lookAt({k: map.view().k, x: drag.view.x + x - fx, y: drag.view.y + y - fy});
    } else {
      hover(area, map, x, y);
    }
  });
  area.addEventListener('pointerleave', () => map.tip(null));
  area.addEventListener('pointerup', (event) => {
    if (!drag?.moved) press(map, spot(area, event), event.pointerType === 'touch' ? 24 : 14);
    drag = null;
  });
  area.addEventListener('dblclick', (event) => map.zoom(2, spot(area, event)));
}

function hover(area, map, x, y) {
  const crowd = map.bubbleAt(x, y);
  const point = crowd ? null : map.find(x, y);
  if (crowd) map.tell(crowd, `${count(crowd.count)} nodes: click to look closer`);
  else map.tip(point);
  area.classList.toggle('pointing', Boolean(point || crowd));
}

function press(map, [x, y], radius) {
  const crowd = map.bubbleAt(x, y);
  const point = crowd ? null : map.find(x, y, radius);
  if (crowd) map.zoom(2.5, [crowd.x, crowd.y]);
  if (point) {
    map.select(point.id);
    map.onNode(point.id);
  }
}

/** The wheel scrolls the page; with Ctrl it zooms, and a hint says so. */
function wheel(area, map) {
  let hinted = 0;
  area.addEventListener('wheel', (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      map.zoom(Math.exp(-event.deltaY * 0.01), spot(area, event));
      return;
    }
    $('wheel-hint').hidden = false;
    clearTimeout(hinted);
    hinted = setTimeout(() => {
      $('wheel-hint').hidden = true;
    }, 1400);
  }, {passive: false});
}

function keys(walker, map) {
  walker.addEventListener('focus', () => {
    const first = map.first();
    if (!map.here() && first) map.select(first.id);
  });
  walker.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const from = map.here() ?? map.first();
    const action = from && actionOf(event.key, from, map);
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

function actionOf(key, from, map) {
  const middle = [from.x, from.y];
  const points = map.points();
  if (key.startsWith('Arrow')) {
    return () => {
      const next = towards(points, from, key);
      if (next) map.select(next.id);
    };
  }
  return {
    '+': () => map.zoom(STEP, middle),
    '=': () => map.zoom(STEP, middle),
    '-': () => map.zoom(1 / STEP, middle),
    Home: () => map.select(points[0].id),
    End: () => map.select(points.at(-1).id),
    Enter: () => map.onNode(from.id),
    ' ': () => map.onNode(from.id),
  }[key];
}

function buttons(map) {
  $('zoom-in').addEventListener('click', () => map.zoom(STEP));
  $('zoom-out').addEventListener('click', () => map.zoom(1 / STEP));
  $('zoom-all').addEventListener('click', () => map.lookAt({k: 1, x: 0, y: 0}));
  const ways = {up: [0, PAN], down: [0, -PAN], left: [PAN, 0], right: [-PAN, 0]};
  for (const [name, [dx, dy]] of Object.entries(ways)) {
    $(`pan-${name}`).addEventListener('click', () => map.pan(dx, dy));
  }
  $('zoom-out').disabled = true;
}
